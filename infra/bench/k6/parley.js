// Shared by the scripts: an account, GraphQL over HTTP, and operations.
import http from 'k6/http';
import { check, fail } from 'k6';

/** A gateway, or a load balancer in front of several. The tenant must be open to sign-up. */
export const URL = __ENV.PARLEY_URL || 'http://localhost:4000';
const TENANT = __ENV.PARLEY_TENANT || 'demo';

/** The data of an operation. If it fails, the test goes on, and `checks` counts it. */
export function request(token, query, variables) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = http.post(`${URL}/graphql`, JSON.stringify({ query, variables }), {
    headers,
    tags: { name: nameOf(query) },
  });
  const body = answer.status === 200 ? answer.json() : undefined;
  check(answer, { 'answered without errors': () => body !== undefined && body.errors === undefined });
  return body && body.data;
}

const nameOf = (query) => /(?:query|mutation) (\w+)/.exec(query)[1];

/** A person of the tenant, with an access token. */
export function signUp(name) {
  const email = `${name}.${Date.now()}.${Math.floor(Math.random() * 1e9)}@k6.example`;
  const input = { tenant: TENANT, email, password: `k6 ${email}`, displayName: name };
  const data = request(
    undefined,
    'mutation SignUp($input: SignUpInput!) { signUp(input: $input) { accessToken user { id } } }',
    { input },
  );
  if (!data) fail('Nobody could sign up: is the tenant open?');
  return { token: data.signUp.accessToken, id: data.signUp.user.id };
}

/** Creates a conversation of the keeper with the others. */
export function openRoom(keeper, others) {
  const input = { kind: 'GROUP', title: 'k6', memberIds: others.map(({ id }) => id) };
  const query = 'mutation OpenRoom($input: CreateConversationInput!) { createConversation(input: $input) { id } }';
  return request(keeper.token, query, { input }).createConversation.id;
}

export function send(token, conversationId, text) {
  const query = `mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { duplicate message { seq } } }`;
  return request(token, query, { input: { conversationId, clientMessageId: uuid(), text } });
}

function uuid() {
  const hex = (length) => Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}
