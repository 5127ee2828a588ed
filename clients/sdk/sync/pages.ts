import type { ConversationWithMessagesQuery } from '../generated/graphql.js';
import type { Message } from '../model.js';
import type { Page } from '../reducer/pages.js';

type Connection = NonNullable<ConversationWithMessagesQuery['conversation']>['messages'];

/** Which messages: the latest, or those next to a position. */
export interface Cursor {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
}

/** What a page covers: up to its outermost message where there are more beyond it, and otherwise as far as there is anything. */
export function pageOf({ edges, pageInfo, asOf }: PageSource, { before, after, around }: Cursor): Page {
  const messages = edges.map(({ node }) => node);
  const seqs = messages.map(({ seq }) => seq);
  const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
  const isBackward = after === undefined && around === undefined;
  const hasOlder = isBackward ? pageInfo.hasNextPage : around !== undefined && pageInfo.hasPreviousPage;
  const hasNewer = !isBackward && pageInfo.hasNextPage;
  const oldest = after === undefined ? 1 : after + 1;
  const newest = before === undefined ? asOf : before - 1;
  return { asOf, messages, range: { from: hasOlder ? first : oldest, to: hasNewer ? last : newest } };
}

interface PageSource {
  readonly edges: readonly { readonly node: Message }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage?: boolean };
  readonly asOf: Connection['asOf'];
}
