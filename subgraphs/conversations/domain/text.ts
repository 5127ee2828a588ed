import { invalid } from '@parley/contracts/errors';

const MAX_TITLE = 200;
const MAX_TOPIC = 1_000;
const MAX_QUERY = 200;

/** NUL and lone surrogates: PostgreSQL holds neither. */
const UNSTORABLE = /\0|\p{Cs}/u;

/** The text as it was sent. Lengths are in code points. Errors: VALIDATION_FAILED. */
function storable(text: string, field: string, max: number): string {
  if (UNSTORABLE.test(text)) throw invalid({ field, problem: 'has a character that is no text' });
  // code points are never more than code units, so a very long text is not taken apart
  if (text.length > 2 * max || [...text].length > max)
    throw invalid({ field, problem: `must have at most ${max} characters` });
  return text;
}

/** Errors: VALIDATION_FAILED for a title that is missing, blank or too long. */
export function titleText(title: string | null | undefined, field = 'input.title'): string {
  if (!/[^\s\p{C}]/u.test(title ?? '')) throw invalid({ field, problem: 'must not be empty' });
  return storable(title!, field, MAX_TITLE);
}

/** An empty topic is none. Errors: VALIDATION_FAILED. */
export const topicText = (topic: string | null | undefined, field = 'input.topic'): string | null =>
  topic ? storable(topic, field, MAX_TOPIC) : null;

export const queryText = (query: string, field = 'filter.query'): string => storable(query, field, MAX_QUERY);
