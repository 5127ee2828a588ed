import { post, type Account } from './account';

const LEAVE = `mutation ($id: ID!) { leaveConversation(conversationId: $id) }`;

/** All accounts leave all rooms, so that nobody's list shows them. The first account owns the rooms, and leaves last. */
export async function leaveRooms(url: string, accounts: readonly Account[], rooms: readonly string[]): Promise<void> {
  for (const account of [...accounts].reverse())
    for (const id of rooms) await post(url, { query: LEAVE, variables: { id }, token: await account.token() });
}
