import { randomUUID } from 'node:crypto';
import { urqlBeside } from '../../../clients/sdk/examples/beside-urql';
import { echoBot } from '../../../clients/sdk/examples/echo-bot';
import { until } from '@parley/testing/until';
import WebSocket from 'ws';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { sdkPeople, untilShown, userId } from '../../testing/sdk-people';

const people = sdkPeople();
let platform: RunningPlatform;

beforeAll(async () => {
  platform = await runningPlatform();
});
afterEach(() => people.close());
afterAll(() => platform.close());

it('the echo bot answers in a thread', async () => {
  const { url } = platform;
  const who = { tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID() };
  const echo = people.client({ url });
  await echo.signUp({ ...who, displayName: 'Echo' });
  const ann = await people.person('Ann', { url });
  const { id } = await ann.createConversation({ kind: 'GROUP', title: 'Hills', memberIds: [userId(echo)] });
  const stop = await echoBot({ url, ...who, conversationId: id });
  const hers = ann.conversation(id);
  people.listen(hers.timeline);
  hers.send('Hello');
  await untilShown(hers, ['Hello', 'You said: Hello']);
  await stop();
  expect(hers.timeline.get().items[1]).toMatchObject({ message: { author: { displayName: 'Echo' } } });
});

it('a stock urql client asks and listens as the same person', async () => {
  const { url } = platform;
  const ann = await people.person('Ann', { url });
  const { id } = await ann.createConversation({ kind: 'GROUP', title: 'Hills' });
  const { client, close } = urqlBeside(ann, { url, webSocket: WebSocket });
  const { data } = await client.query('{ me { displayName } }', {}).toPromise();
  expect(data).toEqual({ me: { displayName: 'Ann' } });
  const heard: unknown[] = [];
  const query = `subscription ($id: ID!) {
    conversationEvents(conversationId: $id, after: 1) { ... on MessageCreated { message { text } } }
  }`;
  const { unsubscribe } = client.subscription(query, { id }).subscribe((result) => heard.push(result.data));
  ann.conversation(id).send('Hello');
  await until(() => JSON.stringify(heard).includes('Hello'));
  unsubscribe();
  await close();
});
