import { randomUUID } from 'node:crypto';
import { codeOf, flood, operation, post, registering, type Attack, type Attacker } from './attacker';
import { eightPictures } from './pictures';

const times = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');

const NESTED = `query ($id: ID!) { conversation(id: $id) { messages(first: 200) { edges { node { conversation {
  messages(first: 200) { edges { node { conversation { messages(first: 200) { edges { node { id } } } } } } } } } } } } }`;
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
const DELETE = 'mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
const PRESENCE = 'subscription ($ids: [ID!]!) { presenceChanges(userIds: $ids) { status } }';

/** A new name for each round, so that no cache has it. */
const newName = () => `Q${randomUUID().replaceAll('-', '')}`;

const aliases = (count: number) =>
  `query ${newName()} { ${times(count, (n) => `a${n}: conversation(id: "${randomUUID()}") { id title }`)} }`;

const fragments = () =>
  `query ${newName()} { ...F0 } ${times(980, (n) => `fragment F${n} on Query { ${n < 979 ? `...F${n + 1}` : 'me { id }'} }`)}`;

const document = () =>
  `query ${newName()} { ${times(60, (n) => `a${n}: me { id displayName handle bio locale timeZone }`)} }`;

const signIns = () =>
  `mutation { ${times(100, (n) => `a${n}: signIn(input: { tenant: "demo", email: "a@example.org", password: "wrong" }) { __typename }`)} }`;

const oneSignIn = () => ({
  query: SIGN_IN,
  variables: { input: { tenant: 'demo', email: `${randomUUID()}@example.org`, password: 'Summer2026!' } },
});

async function sendAndDelete(attacker: Attacker): Promise<string | undefined> {
  const input = { conversationId: attacker.room, clientMessageId: randomUUID(), text: 'soon gone' };
  const sent = await post(attacker, { query: SEND, variables: { input } });
  const { message } = (sent.data?.['sendMessage'] ?? {}) as { message?: { id: string } };
  if (!message) return codeOf(sent);
  return codeOf(await post(attacker, { query: DELETE, variables: { id: message.id } }));
}

const subscribe = (n: number, payload: object) => ({ type: 'subscribe', id: `${n}`, payload });

/** Attacks on chats and on GraphQL servers, by name. */
export const ATTACKS = {
  'lists in lists': operation(({ room }) => ({ query: NESTED, variables: { id: room } })),
  'a storm of aliases': operation(() => ({ query: aliases(1_500) })),
  'a storm of aliases, anonymously': operation(() => ({ query: aliases(300) }), { isAnonymous: true }),
  'a chain of fragments': operation(() => ({ query: fragments() })),
  'large documents that are registered': operation(() => registering(document())),
  'sign-ins by alias': operation(() => ({ query: signIns() }), { isAnonymous: true }),
  'one password on many accounts': operation(oneSignIn, { isAnonymous: true }),
  'frames before connection_init': flood({ isSignedIn: false, frame: () => ({ type: 'ping' }) }),
  'subscribes before connection_init': flood({
    isSignedIn: false,
    frame: (_, n) => subscribe(n, { query: '{ me { id } }' }),
  }),
  'a flood of pings': flood({ isSignedIn: true, frame: () => ({ type: 'ping' }) }),
  'a flood of subscribes': flood({
    isSignedIn: true,
    frame: (_, n) => subscribe(n, { query: 'subscription { readStateChanges { seq } }' }),
  }),
  'presence of a thousand subsets': flood({
    isSignedIn: true,
    frame: (_, n) =>
      subscribe(n, { query: PRESENCE, variables: { ids: Array.from({ length: 20 }, () => randomUUID()) } }),
  }),
  'eight large pictures': eightPictures,
  'sending and deleting': sendAndDelete,
} satisfies Record<string, Attack>;
