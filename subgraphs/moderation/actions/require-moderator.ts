import { forbidden, notFound } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { viewerOf, type Principal, type Viewer } from '@parley/contracts/principal';
import { readableConversations } from '@parley/log/members';
import type { Sanction } from '@parley/log/sanctions';
import { lockedTransaction } from '@parley/log/streams';
import type { Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import type { Context } from '../context';
import { mayOverrule, moderates, type Roles } from '../domain/moderators';
import { isDirect, rolesOf } from '../store/conversations';

/** Proof that a viewer moderates a conversation. */
export interface Moderator {
  viewer: Viewer;
  roles: Roles;
}

/**
 * Who moderates a conversation: its OWNER and MODERATORs and, where they may read it, those who moderate the tenant; nobody does in a
 * DIRECT. Inside a transaction that has locked the conversation it holds until the commit.
 * Errors: NOT_FOUND for whoever may not read it; FORBIDDEN for everybody else.
 */
export async function requireModerator(
  sql: Sql,
  principal: Principal,
  conversation: ConversationId,
): Promise<Moderator> {
  const viewer = viewerOf(principal);
  if (!(await readableConversations(sql, principal, [conversation])).has(conversation)) throw notFound('Conversation');
  const roles = await rolesOf(sql, conversation, viewer.user);
  if (!roles || !moderates(roles) || (await isDirect(sql, conversation)))
    throw forbidden('Only who moderates the conversation may do this');
  return { viewer, roles };
}

interface Change {
  conversation: ConversationId;
  /** The people whose own streams get an entry, too. */
  people?: readonly UserId[];
}

/**
 * Runs `work` with the conversation and the people's streams locked, for who moderates it. Authority is checked twice: before, so that an
 * outsider locks nothing, and again once nobody can change it any more. Errors: those of `requireModerator`.
 */
export async function withModerated<T>(
  { database, principal }: Pick<Context, 'database' | 'principal'>,
  { conversation, people = [] }: Change,
  work: (tx: Transaction, moderator: Moderator) => Promise<T>,
): Promise<T> {
  await requireModerator(database, principal, conversation);
  return lockedTransaction(database, [conversation, ...people], async (tx) =>
    work(tx, await requireModerator(tx, principal, conversation)),
  );
}

/** Errors: FORBIDDEN if somebody above the moderator has imposed the sanction. */
export async function requireMayOverrule(
  sql: Sql,
  roles: Roles,
  { conversation, imposedBy }: Pick<Sanction, 'conversation' | 'imposedBy'>,
): Promise<void> {
  if (!mayOverrule(roles, imposedBy ? await rolesOf(sql, conversation, imposedBy) : undefined))
    throw forbidden('Somebody above you has imposed this sanction');
}
