import type { ConversationId, UserId } from '@parley/contracts/ids';
import { memberRoles } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import { mentionedUsers } from '../domain/text';

interface Naming {
  conversation: ConversationId;
  text: string;
  /** The people whom the message mentioned before an edit: they stay mentioned after they left. */
  before?: readonly string[];
}

/** The members of the conversation whom a text mentions. */
export async function mentionedMembers(sql: Sql, { conversation, text, before = [] }: Naming): Promise<UserId[]> {
  const named = mentionedUsers(text);
  if (named.length === 0) return [];
  const members = await memberRoles(sql, conversation, named);
  return named.filter((person) => members.has(person) || before.includes(person));
}
