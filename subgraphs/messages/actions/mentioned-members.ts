import type { ConversationId, UserId } from '@parley/contracts/ids';
import { memberRoles } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import { mentionedUsers } from '../domain/text';

interface Naming {
  conversation: ConversationId;
  text: string;
  /** Whom the message named before an edit: they stay named after they left. */
  before?: readonly string[];
}

/** Whom a text names among the members of its conversation. */
export async function mentionedMembers(sql: Sql, { conversation, text, before = [] }: Naming): Promise<UserId[]> {
  const named = mentionedUsers(text);
  if (named.length === 0) return [];
  const members = await memberRoles(sql, conversation, named);
  return named.filter((person) => members.has(person) || before.includes(person));
}
