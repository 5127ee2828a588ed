// Sends at a steady rate into a few conversations: k6 run -e RATE=200 infra/bench/k6/sends.js
import { openRoom, send, signUp } from './parley.js';

const RATE = Number(__ENV.RATE || 50);

export const options = {
  scenarios: {
    sends: {
      executor: 'constant-arrival-rate',
      rate: RATE,
      duration: __ENV.DURATION || '30s',
      preAllocatedVUs: 50,
      maxVUs: 500,
    },
  },
  thresholds: { checks: ['rate==1'] },
};

export function setup() {
  const keeper = signUp('keeper');
  const people = [1, 2, 3, 4].map((n) => signUp(`writer-${n}`));
  return { people, rooms: [1, 2, 3].map(() => openRoom(keeper, people)) };
}

export default function ({ people, rooms }) {
  const { token } = people[__VU % people.length];
  send(token, rooms[__ITER % rooms.length], `message ${__ITER} of ${__VU}`);
}
