import { invalid } from '@parley/contracts/errors';
import { nameText, optionalText } from '@parley/subgraph/text';
import { lengthOf } from '@parley/text/visible';

const MAX_TITLE = 200;
const MAX_TOPIC = 1_000;
const MAX_QUERY = 200;

/** The title without spaces around it. Errors: VALIDATION_FAILED for one that is missing, and as for people's names. */
export const titleText = (title: string | null | undefined, field = 'input.title'): string =>
  nameText(title ?? '', { field, max: MAX_TITLE });

/** The topic without spaces around it; one that shows nothing is none. Errors: VALIDATION_FAILED, as for people's names. */
export const topicText = (topic: string | null | undefined, field = 'input.topic'): string | null =>
  optionalText(topic, { field, max: MAX_TOPIC });

/** Errors: VALIDATION_FAILED for what PostgreSQL can't hold, and for what is longer than any title. */
export function queryText(query: string, field = 'filter.query'): string {
  if (!query.isWellFormed() || query.includes('\0'))
    throw invalid({ field, problem: 'has a character that is no text' });
  if (lengthOf(query) > MAX_QUERY) throw invalid({ field, problem: `must have at most ${MAX_QUERY} characters` });
  return query;
}
