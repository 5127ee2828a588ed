import { z } from 'zod';

const TEXT = z.object({ text: z.string().trim().min(1) });
const EVENT = z.object({ type: z.string().min(1).max(200), data: z.unknown().optional() });

/** What a message may have, in UTF-16 code units. */
const LONGEST = 10_000;

/**
 * What to say of a webhook: its `text`; or of an event as Standard Webhooks has it, the type and the data. Undefined where it
 * is neither, or no JSON.
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

/** A character that is two code units is not cut in half. */
const cropped = (text: string, mark: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - mark.length).replace(/[\uD800-\uDBFF]$/, '')}${mark}`;
