import { connect, type ParleyClient, type TimelineState } from '@parley/client';
import { until } from '@parley/testing/until';
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { runningPlatform, type RunningPlatform } from './testing/running-platform';

let platform: RunningPlatform;
const clients: ParleyClient[] = [];

beforeAll(async () => {
  platform = await runningPlatform();
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => platform.close());

async function newPerson(displayName: string): Promise<ParleyClient> {
  const client = connect({ url: platform.url, webSocket: WebSocket });
  clients.push(client);
  await client.signUp({ tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID(), displayName });
  return client;
}

const userId = ({ session }: ParleyClient) => (session.get() as { userId: string }).userId;
const texts = ({ items }: TimelineState) =>
  items.map((item) => (item.kind === 'message' ? item.message.text : item.kind));

it('two people talk', async () => {
  const [ann, bob] = [await newPerson('Ann'), await newPerson('Bob')];
  const { id } = await ann.createConversation({ kind: 'GROUP', title: 'Geese', memberIds: [userId(bob)] });
  const [hers, his] = [ann.conversation(id), bob.conversation(id)];
  const ends = [
    hers.timeline.subscribe(() => {}),
    his.timeline.subscribe(() => {}),
    bob.conversations.subscribe(() => {}),
  ];
  await until(() => his.timeline.get().status === 'ready');
  await until(() => bob.conversations.get().conversations.length === 1);
  hers.send('Honk');
  hers.send('Honk again');
  await until(() => texts(his.timeline.get()).length === 2);
  expect(texts(his.timeline.get())).toEqual(['Honk', 'Honk again']);
  await until(() => texts(hers.timeline.get()).join() === 'Honk,Honk again');
  await until(() => bob.conversations.get().unread === 2);
  his.markRead();
  await until(() => bob.conversations.get().unread === 0);
  ends.forEach((end) => end());
});
