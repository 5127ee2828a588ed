import { EVENT_STREAM } from './event-stream';
import { MULTIPART } from './multipart';
import type { StreamFormat } from './stream-format';

export interface Accepted {
  /** The media type of subscriptions. */
  format: StreamFormat;
  /** Whether queries and mutations get it too: the client does not prefer JSON. */
  always: boolean;
}

interface MediaRange {
  type: string;
  parameters: ReadonlyMap<string, string>;
  weight: number;
}

const JSON_TYPES = ['application/json', 'application/graphql-response+json', 'application/*', '*/*'];

/** What an `Accept` header (RFC 9110, 12.5.1) says about streamed responses; undefined if it names no known type. */
export function acceptedStream(header: string | undefined): Accepted | undefined {
  const ranges = (header ?? '').split(',').map(mediaRange);
  const preferred = ranges.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
  const at = preferred.findIndex((range) => formatOf(range));
  if (at < 0) return undefined;
  const format = formatOf(preferred[at]!)!;
  const ratherJson = preferred.slice(0, at).some(({ type }) => JSON_TYPES.includes(type));
  return { format, always: format === EVENT_STREAM && !ratherJson };
}

function formatOf({ type, parameters }: MediaRange): StreamFormat | undefined {
  if (type === 'text/event-stream') return EVENT_STREAM;
  // without the parameter it is what others deliver parts of queries in
  if (type === 'multipart/mixed' && parameters.get('subscriptionspec') === '1.0') return MULTIPART;
  return undefined;
}

function mediaRange(text: string): MediaRange {
  const [type = '', ...rest] = text.split(';').map((one) => one.trim());
  const parameters = new Map(
    rest.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=').map((one) => one.trim());
      return [name.toLowerCase(), value.replace(/^(['"])(.*)\1$/, '$2')];
    }),
  );
  return { type: type.toLowerCase(), parameters, weight: Number(parameters.get('q') ?? 1) };
}
