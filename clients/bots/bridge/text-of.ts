import { z } from 'zod';

const TEXT = z.object({ text: z.string().trim().min(1) });
const EVENT = z.object({ type: z.string().min(1).max(200), data: z.unknown().optional() });

/** Maximum length of a message, in UTF-16 code units. */
const LONGEST = 10_000;

/**
 * The message for a webhook: its `text`, or the type and the data of an event as Standard Webhooks defines it. Undefined for
 * anything else.
 */
export function textOf(body: Buffer): string | undefined {
  const json = jsonOf(body);
  const said = TEXT.safeParse(json);
  if (said.success) return cropped(said.data.text, '…');
  const event = EVENT.safeParse(json);
  if (!event.success) return undefined;
  const data = JSON.stringify(event.data.data ?? null, null, 2);
  return cropped(`**${event.data.type}**\n\n${data.replaceAll(/^/gm, '    ')}`, '\n    …');
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Never splits a surrogate pair. */
const cropped = (text: string, mark: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - mark.length).replace(/[\uD800-\uDBFF]$/, '')}${mark}`;
