// Reads a history page by page, back to its beginning: k6 run -e READERS=20 infra/bench/k6/history.js
import { check } from 'k6';
import { request, openRoom, send, signUp } from './parley.js';

const MESSAGES = Number(__ENV.MESSAGES || 500);
const PAGE = 50;

export const options = {
  scenarios: {
    readers: {
      executor: 'constant-vus',
      vus: Number(__ENV.READERS || 10),
      duration: __ENV.DURATION || '30s',
    },
  },
  thresholds: { checks: ['rate==1'] },
};

export function setup() {
  const keeper = signUp('keeper');
  const room = openRoom(keeper, [signUp('reader')]);
  for (let n = 1; n <= MESSAGES; n++) send(keeper.token, room, `message ${n}`);
  return { token: keeper.token, room };
}

const QUERY = `query History($id: ID!, $first: Int!, $before: Seq) {
  conversation(id: $id) {
    messages(first: $first, before: $before) { edges { node { seq text author { displayName } } } }
  }
}`;

export default function ({ token, room }) {
  const seqs = [];
  for (;;) {
    const data = request(token, QUERY, { id: room, first: PAGE, before: seqs[seqs.length - 1] });
    if (!data) return;
    const { edges } = data.conversation.messages;
    seqs.push(...edges.map(({ node }) => node.seq));
    if (edges.length < PAGE) break;
  }
  check(seqs, {
    'all of it, newest first and once': () =>
      seqs.length === MESSAGES && seqs.every((seq, at) => at === 0 || seq < seqs[at - 1]),
  });
}
