// Sockets that follow a conversation while one person writes: k6 run -e SOCKETS=500 infra/bench/k6/sockets.js
import { check } from 'k6';
import { Trend } from 'k6/metrics';
import exec from 'k6/execution';
import ws from 'k6/ws';
import { openRoom, send, signUp, URL } from './parley.js';

const SOCKETS = Number(__ENV.SOCKETS || 50);
const SENDS = Number(__ENV.SENDS || 100);

/** From the send to the frame, for messages that this process both sent and received. */
const delivery = new Trend('delivery', true);

export const options = {
  scenarios: {
    readers: { executor: 'per-vu-iterations', vus: SOCKETS, iterations: 1, exec: 'read', maxDuration: '5m' },
    writer: { executor: 'per-vu-iterations', vus: 1, iterations: 1, exec: 'write', startTime: '3s', maxDuration: '5m' },
  },
  thresholds: { checks: ['rate==1'] },
};

export function setup() {
  const [keeper, reader] = [signUp('keeper'), signUp('reader')];
  return { keeper, reader, room: openRoom(keeper, [reader]) };
}

export function write({ keeper, room }) {
  for (let n = 1; n <= SENDS; n++) send(keeper.token, room, `${n} ${Date.now()}`);
}

const EVENTS = `subscription Events($id: ID!) {
  conversationEvents(conversationId: $id, after: 0) { seq ... on MessageCreated { message { text } } }
}`;

/** Each socket reads until it has received everything, which must arrive once and in order. */
export function read({ reader, room }) {
  const seqs = [];
  let messages = 0;
  ws.connect(
    `${URL.replace(/^http/, 'ws')}/graphql`,
    { headers: { 'Sec-WebSocket-Protocol': 'graphql-transport-ws' } },
    (socket) => {
      socket.on('open', () =>
        socket.send(JSON.stringify({ type: 'connection_init', payload: { token: reader.token } })),
      );
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(data);
        if (type === 'connection_ack') {
          const subscription = { query: EVENTS, variables: { id: room } };
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: subscription }));
        }
        if (type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
        if (type !== 'next') return;
        const { seq, message } = payload.data.conversationEvents;
        seqs.push(seq);
        if (!message) return;
        delivery.add(Date.now() - Number(message.text.split(' ')[1]));
        if (++messages === SENDS) socket.close();
      });
      socket.setTimeout(() => socket.close(), 240000);
    },
  );
  check(seqs, {
    'everything, in order and once': () => messages === SENDS && seqs.every((seq, at) => seq === at + 1),
  });
  if (messages !== SENDS) exec.test.abort(`A reader has ${messages} of ${SENDS}`);
}
