import { memoryStorage, type EditConflict, type ParleyClient } from '@parley/client';
import { startNewEpoch } from '@parley/log/epochs';
import { until } from '@parley/testing/until';
import { cuttableLink, type CuttableLink } from '../../testing/cuttable-link';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { sdkPeople, shown, untilShown, userId } from '../../testing/sdk-people';

const people = sdkPeople();
let platform: RunningPlatform;
let link: CuttableLink;

beforeAll(async () => {
  platform = await runningPlatform();
});
beforeEach(async () => {
  link = await cuttableLink(platform.url);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await people.close();
  await link.close();
});
afterAll(() => platform.close());

const direct = (name: string) => people.person(name, { url: platform.url });
const overLink = (name: string) => people.person(name, { url: link.url });

/** Both look at one conversation; the second one over the link. */
async function two() {
  const [ann, bob] = await Promise.all([direct('Ann'), overLink('Bob')]);
  const { id } = await ann.createConversation({ kind: 'GROUP', title: 'Geese', memberIds: [userId(bob)] });
  const [hers, his] = [ann.conversation(id), bob.conversation(id)];
  for (const { timeline } of [hers, his]) {
    people.listen(timeline);
    await until(() => timeline.get().status === 'ready' && timeline.get().seq > 0);
  }
  await until(() => bob.connection.get().status === 'connected');
  return { id, ann, bob, hers, his };
}

const isOffline = ({ connection }: ParleyClient) => connection.get().offlineSince !== null;
const isCaughtUp = ({ connection }: ParleyClient) =>
  connection.get().status === 'connected' && connection.get().caughtUp;
/** Client message ids of all sends that were tried, as often as they were. */
const sends = (): string[] => jest.mocked(fetch).mock.calls.flatMap(([, init]) => sentBy(init));
const sentBy = (init?: RequestInit): string[] =>
  /"clientMessageId":"([^"]+)"/.exec(init?.body as string)?.slice(1) ?? [];

/** Client message ids of all sends that were answered, as often as they were. */
async function answered(): Promise<string[]> {
  const { calls, results } = jest.mocked(fetch).mock;
  const answers = await Promise.allSettled(results.map(({ value }) => value as Promise<Response>));
  return calls.flatMap(([, init], n) => (answers[n]!.status === 'fulfilled' ? sentBy(init) : []));
}

it('two people talk, and both see it once and in order', async () => {
  const { hers, his } = await two();
  hers.send('Honk');
  hers.send('Honk again');
  await untilShown(his, ['Honk', 'Honk again']);
  his.send('Hiss');
  await untilShown(hers, ['Honk', 'Honk again', 'Hiss']);
});

it('what was sent keeps its key while it becomes a message', async () => {
  const { hers } = await two();
  const keys = new Set<string>();
  const lengths = new Set<number>();
  people.listen({
    subscribe: (listener) =>
      hers.timeline.subscribe(() => {
        const { items } = hers.timeline.get();
        items.forEach(({ key }) => keys.add(key));
        lengths.add(items.length);
        listener();
      }),
  });
  const { clientMessageId } = hers.send('Honk');
  await untilShown(hers, ['Honk']);
  await until(() => hers.timeline.get().items[0]?.key === clientMessageId);
  expect([...keys]).toEqual([clientMessageId]);
  expect([...lengths]).toEqual([1]);
});

it('unread and mentions are counted, and read on one device is read on the other', async () => {
  const storage = memoryStorage();
  const ann = await direct('Ann');
  const bob = await people.person('Bob', { url: platform.url, storage });
  const tablet = people.client({ url: platform.url, storage });
  const { id } = await ann.createConversation({ kind: 'GROUP', title: 'Geese', memberIds: [userId(bob)] });
  for (const { conversations } of [bob, tablet]) {
    people.listen(conversations);
    await until(() => conversations.get().conversations.length === 1);
  }
  const hers = ann.conversation(id);
  hers.send('Honk');
  hers.send(`<@${userId(bob)}> honk`);
  const counts = ({ conversations }: ParleyClient) => [conversations.get().unread, conversations.get().mentions].join();
  await until(() => counts(bob) === '2,1' && counts(tablet) === '2,1');
  await until(() => {
    // counts may be told before the events that they count
    bob.conversation(id).markRead(tablet.conversations.get().conversations[0]!.seq);
    return counts(bob) === '0,0' && counts(tablet) === '0,0';
  });
});

it('a cut line comes back, and everything is there once and in order', async () => {
  const { bob, hers, his } = await two();
  hers.send('before');
  await untilShown(his, ['before']);
  link.cut();
  await until(() => isOffline(bob));
  expect(bob.connection.get()).toMatchObject({ caughtUp: false });
  const missed = Array.from({ length: 30 }, (_, n) => `missed ${n}`);
  missed.forEach((text) => hers.send(text));
  await untilShown(hers, ['before', ...missed]);
  expect(shown(his.timeline.get())).toEqual(['before']);
  link.mend();
  await until(() => isCaughtUp(bob));
  expect(shown(his.timeline.get())).toEqual(['before', ...missed]);
});

it('what is said without a line is shown, waits, and is sent in order when there is one', async () => {
  const { bob, hers, his } = await two();
  link.cut();
  await until(() => isOffline(bob));
  ['one', 'two', 'three'].forEach((text) => his.send(text));
  await until(() => bob.outbox.get()[0]?.error?.code === 'NETWORK');
  expect(shown(his.timeline.get()).slice(1)).toEqual(['queued: two', 'queued: three']);
  link.mend();
  await untilShown(hers, ['one', 'two', 'three']);
  await untilShown(his, ['one', 'two', 'three']);
});

it('a message whose answer was lost is tried again, and is there once', async () => {
  const { hers, his } = await two();
  jest.spyOn(globalThis, 'fetch');
  link.loseResponses();
  his.send('Honk');
  await untilShown(hers, ['Honk']);
  link.mend();
  await untilShown(his, ['Honk']);
  await until(() => sends().length > 1);
  expect(new Set(sends()).size).toBe(1);
  expect(shown(hers.timeline.get())).toEqual(['Honk']);
});

it('another server takes over from the one that stops', async () => {
  const { bob, hers, his } = await two();
  const next = await platform.another();
  hers.send('before');
  await untilShown(his, ['before']);
  link.cut();
  hers.send('meanwhile');
  link.mend(next.url);
  await until(() => isCaughtUp(bob));
  his.send('after');
  await untilShown(his, ['before', 'meanwhile', 'after']);
  await untilShown(hers, ['before', 'meanwhile', 'after']);
});

it('a page that is closed with something queued sends it when it is opened again', async () => {
  const storage = memoryStorage();
  const bob = await people.person('Bob', { url: link.url, storage });
  const { id } = await bob.createConversation({ kind: 'GROUP', title: 'Notes' });
  link.cut();
  const { clientMessageId } = bob.conversation(id).send('to be sent');
  await until(() => bob.outbox.get()[0]?.attempts);
  await bob.close();
  link.mend();

  const again = people.client({ url: link.url, storage });
  people.listen(again.conversation(id).timeline);
  await untilShown(again.conversation(id), ['to be sent']);
  expect(again.session.get()).toMatchObject({ status: 'signedIn' });
  expect(again.conversation(id).timeline.get().items[0]!.key).toBe(clientMessageId);
});

it('two pages that share a queue send everything once', async () => {
  const storage = memoryStorage();
  const one = await people.person('Bob', { url: link.url, storage });
  const other = people.client({ url: link.url, storage });
  await until(() => other.session.get().status === 'signedIn');
  const { id } = await one.createConversation({ kind: 'GROUP', title: 'Notes' });
  jest.spyOn(globalThis, 'fetch');
  link.cut();
  const said = ['a', 'b', 'c', 'd'];
  said.forEach((text, n) => (n % 2 ? one : other).conversation(id).send(text));
  await until(() => one.outbox.get().length === 4 && other.outbox.get().length === 4);
  link.mend();
  people.listen(one.conversation(id).timeline);
  people.listen(other.conversation(id).timeline);
  await until(() => shown(one.conversation(id).timeline.get()).toSorted().join() === said.join());
  await until(() => shown(other.conversation(id).timeline.get()).toSorted().join() === said.join());
  expect(new Set(await answered()).size).toBe(4);
  expect((await answered()).length).toBe(4);
});

it('an edit of what has been edited tells both texts', async () => {
  const { hers } = await two();
  hers.send('first');
  await untilShown(hers, ['first']);
  const item = hers.timeline.get().items[0]!;
  if (item.kind !== 'message') throw new Error('not sent');
  await hers.edit(item.message, 'second');
  await untilShown(hers, ['second']);
  const conflict = await hers.edit(item.message, 'third').then(
    () => undefined,
    (error: unknown) => error as EditConflict,
  );
  expect(conflict).toMatchObject({ code: 'CONFLICT', mine: 'third', theirs: 'second', revision: 2, deleted: false });
  await hers.edit({ id: item.message.id, revision: conflict!.revision }, 'third');
  await untilShown(hers, ['third']);
});

it('a link far back shows what is around it, with a hole that can be filled', async () => {
  const { id, ann, hers } = await two();
  const texts = Array.from({ length: 160 }, (_, n) => `message ${n}`);
  texts.forEach((text) => hers.send(text));
  await until(() => ann.outbox.get().every(({ state }) => state === 'sent'));
  const later = await people.person('Cyd', { url: platform.url });
  await hers.addMembers([userId(later)]);
  const { timeline } = later.conversation(id);
  people.listen(timeline);
  await until(() => timeline.get().items.length === 50);
  expect(timeline.get().hasOlder).toBe(true);
  await timeline.loadAround(30);
  const hole = timeline.get().items.find((item) => item.kind === 'hole');
  expect(shown(timeline.get())).toContain('message 20');
  while (timeline.get().items.some(({ kind }) => kind === 'hole'))
    await timeline.fill(timeline.get().items.find((item) => item.kind === 'hole')!);
  while (timeline.get().hasOlder) await timeline.loadOlder();
  expect(hole).toBeDefined();
  expect(shown(timeline.get())).toEqual(texts);
});

it('a thread has its replies, live and counted', async () => {
  const { hers, his } = await two();
  hers.send('root');
  await untilShown(his, ['root']);
  const rootId = (his.timeline.get().items[0] as { message: { id: string } }).message.id;
  const thread = people.listen(his.thread(rootId));
  await until(() => thread.get().status === 'ready');
  hers.send({ text: 'reply', threadId: rootId });
  hers.send('elsewhere');
  await untilShown(his, ['root', 'reply', 'elsewhere']);
  await until(() => shown(thread.get()).join() === 'root,reply');
  await until(() => {
    expect(thread.get().items[0]).toMatchObject({ message: { replyCount: 1 } });
    return true;
  });
});

it('who is typing, is there, has read and is a member is told', async () => {
  const { ann, bob, hers, his } = await two();
  const typing = people.listen(hers.typing);
  const receipts = people.listen(hers.receipts);
  const members = people.listen(hers.members);
  const presence = people.listen(ann.people.presence([userId(bob)]));
  await until(() => presence.get().get(userId(bob))?.status === 'ONLINE');
  await until(() => receipts.get().has(userId(bob)));
  hers.send('Honk');
  await untilShown(his, ['Honk']);
  his.markRead();
  await until(() => receipts.get().get(userId(bob)) === his.timeline.get().seq);
  his.setTyping();
  await until(() => typing.get()[0]?.id === userId(bob));
  his.setTyping(false);
  await until(() => typing.get().length === 0);
  await hers.removeMember(userId(bob));
  await until(() => members.get().members.length === 1);
  await until(() => his.timeline.get().status === 'gone');
});

it('a file is sent with its progress, and can be cancelled', async () => {
  const { id, ann, hers, his } = await two();
  const text = 'notes '.repeat(50_000);
  const upload = ann.upload(new File([text], 'notes.txt', { type: 'text/plain' }));
  const steps = new Set<string>();
  people.listen({ subscribe: () => upload.subscribe(() => steps.add(upload.get().status)) });
  const attachment = await upload.done;
  expect([...steps]).toEqual(['sending', 'checking', 'done']);
  expect(upload.get()).toMatchObject({ sent: text.length, size: text.length });
  hers.send({ attachmentIds: [attachment.id] });
  await until(() => his.timeline.get().items.length === 1);
  expect(his.timeline.get().items[0]).toMatchObject({ message: { attachments: [{ fileName: 'notes.txt' }] } });
  const cancelled = ann.upload(new File([text], 'never.txt'));
  cancelled.cancel();
  await expect(cancelled.done).rejects.toMatchObject({ code: 'CANCELLED' });
  expect([id, cancelled.get().status]).toEqual([id, 'cancelled']);
});

it('a new epoch is read afresh', async () => {
  const { hers, his, bob } = await two();
  hers.send('Honk');
  await untilShown(his, ['Honk']);
  link.cut();
  await until(() => isOffline(bob));
  await startNewEpoch(platform.database);
  link.mend();
  await until(() => isCaughtUp(bob));
  hers.send('after');
  await untilShown(his, ['Honk', 'after']);
});
