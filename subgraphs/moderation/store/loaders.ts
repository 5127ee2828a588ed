import type { ConversationId } from '@parley/contracts/ids';
import { viewerOf, type Principal } from '@parley/contracts/principal';
import { readableConversations } from '@parley/log/members';
import { sanctionsAgainst, slowModes, type Sanction } from '@parley/log/sanctions';
import type { Sql } from '@parley/database/sql';
import DataLoader from 'dataloader';

export interface Loaders {
  /** Seconds; null for a conversation that the principal may not read. */
  slowMode: DataLoader<ConversationId, number | null>;
  /** Against the viewer. */
  ownSanctions: DataLoader<ConversationId, Sanction[]>;
}

/** One set for each request. */
export const createLoaders = (sql: Sql, principal: Principal): Loaders => ({
  slowMode: new DataLoader<ConversationId, number | null>(async (ids) => {
    const readable = await readableConversations(sql, principal, ids);
    const seconds = await slowModes(sql, [...readable]);
    return ids.map((id) => seconds.get(id) ?? null);
  }),
  ownSanctions: new DataLoader<ConversationId, Sanction[]>(async (ids) => {
    const found = await sanctionsAgainst(sql, viewerOf(principal).user, ids);
    return ids.map((id) => found.filter(({ conversation }) => conversation === id));
  }),
});
