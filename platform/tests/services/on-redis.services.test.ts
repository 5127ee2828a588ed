import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { onAnotherSocket, type TestClient } from '@parley/testing/client';
import { faultyLink, type FaultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import type { ExecutionResult } from 'graphql';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const EVENTS = `subscription ($id: ID!) {
  conversationEvents(conversationId: $id, after: 0) { seq ... on MessageCreated { message { text } } }
}`;
const TYPING = 'subscription ($id: ID!) { typingChanges(conversationId: $id) { users { displayName } } }';
const TYPE = 'mutation ($id: ID!, $typing: Boolean!) { setTyping(conversationId: $id, typing: $typing) }';
const NAME = 'live bus and short-lived state';

interface Events {
  conversationEvents: { seq: number; message?: { text: string } };
}
interface Typing {
  typingChanges: { users: { displayName: string }[] };
}
interface Ready {
  ok: boolean;
  dependencies: Record<string, { ok: boolean; note?: string }>;
}

describe('two processes that have Redis in common', () => {
  let link: FaultyLink;
  let platform: RunningPlatform;
  let elsewhere: { url: string };
  let ann: TestClient;
  let bob: TestClient;
  let id: string;

  beforeAll(async () => {
    link = await faultyLink(serviceUrl('redis'));
    platform = await runningPlatform({ REDIS_URL: link.url });
    elsewhere = await platform.another();
  });
  beforeEach(async () => {
    ann = await platform.person('Ann');
    bob = onAnotherSocket(elsewhere.url, await platform.person('Bob'));
    id = await createConversation(ann, { members: [bob] });
  });
  afterEach(() => Promise.all([ann.close(), bob.close()]));
  afterAll(async () => {
    await platform.close();
    await link.close();
  });

  const type = (client: TestClient, typing: boolean) => value(client.request(TYPE, { id, typing }));
  const ready = async (url: string) => (await fetch(`${url}/readyz`)).json() as Promise<Ready>;

  /** All that a stream gives, as it comes. */
  function gathered<Data>(stream: AsyncIterable<ExecutionResult<Data>>): Data[] {
    const all: Data[] = [];
    void (async () => {
      for await (const { data } of stream) all.push(data!);
    })();
    return all;
  }

  it('see each other type', async () => {
    const typing = gathered(bob.subscribe<Typing>(TYPING, { id }));
    await until(async () => {
      await type(ann, true);
      return typing.at(-1)?.typingChanges.users[0]?.displayName === 'Ann';
    });
    await type(ann, false);
    await until(() => typing.at(-1)?.typingChanges.users.length === 0);
  });

  it('take a socket token that the other one has issued, once', async () => {
    const issue = 'mutation { createSocketToken { token } }';
    const { token } = await value(ann.request<Record<string, { token: string }>>(issue));
    const taken = onAnotherSocket(elsewhere.url, { ...ann, token });
    const events = gathered(taken.subscribe<Events>(EVENTS, { id }));
    await until(() => events.length > 0);
    await taken.close();
    const again = onAnotherSocket(elsewhere.url, { ...ann, token });
    await expect(again.subscribe(EVENTS, { id }).next()).rejects.toMatchObject({ code: 4401 });
  });

  it('lose no message while it is gone, say so, and come back to it (33, 36)', async () => {
    const events = gathered(bob.subscribe<Events>(EVENTS, { id }));
    const texts = () => events.flatMap(({ conversationEvents: { message } }) => message?.text ?? []);
    await sendMessage(ann, id, 'before');
    await until(() => texts().length === 1);

    await link.cut();
    await until(async () => !(await ready(platform.url)).ok);
    await until(async () => !(await ready(elsewhere.url)).dependencies[NAME]!.ok);
    await sendMessage(ann, id, 'meanwhile');
    await until(() => texts().length === 2);
    expect((await ann.request(TYPE, { id, typing: true })).errors).toMatchObject([
      { extensions: { code: 'UNAVAILABLE' } },
    ]);

    await link.mend();
    for (const { url } of [platform, elsewhere]) await until(async () => (await ready(url)).ok);
    expect((await ready(platform.url)).dependencies[NAME]).toEqual({ ok: true, note: 'on Redis' });
    await sendMessage(ann, id, 'after');
    await until(() => texts().length === 3);
    expect(texts()).toEqual(['before', 'meanwhile', 'after']);
    expect(events.map(({ conversationEvents: { seq } }) => seq)).toEqual(events.map((_, n) => n + 1));
    const typing = gathered(bob.subscribe<Typing>(TYPING, { id }));
    await until(async () => {
      await type(ann, true);
      return typing.at(-1)?.typingChanges.users[0]?.displayName === 'Ann';
    });
  });
});
