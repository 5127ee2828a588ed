import { post, type Account } from './account';

const LEAVE = `mutation ($id: ID!) { leaveConversation(conversationId: $id) }`;

/** Everybody leaves all rooms, so that they are in nobody's list any more. The first of the accounts owns them, and is last. */
export async function leaveRooms(url: string, accounts: readonly Account[], rooms: readonly string[]): Promise<void> {
  for (const account of [...accounts].reverse())
    for (const id of rooms) await post(url, { query: LEAVE, variables: { id }, token: await account.token() });
}
