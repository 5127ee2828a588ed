import type { LiveSink } from '../api.js';
import { ParleyError } from '../errors.js';
import { ConversationsDocument, InboxEventsDocument, MeDocument } from '../generated/graphql.js';
import type { ConversationSummary } from '../model.js';
import type { Wire } from '../sync/feed.js';
import { createConversationList } from './conversation-list.js';

const AT = '2026-01-01T00:00:00.000Z';
const summary = (id: string, seq: number): ConversationSummary => ({
  ...{ id, seq, kind: 'GROUP', title: id, topic: null, public: false, createdAt: AT, updatedAt: AT, epoch: '1' },
  ...{ memberCount: 2, members: [], lastMessage: null, readState: null },
});

/** A service with an inbox, which a test says things by. */
function scripted() {
  const inboxes: { sink: LiveSink<unknown>; variables: () => unknown; over: boolean }[] = [];
  const waits: number[] = [];
  let there = [summary('a', 1)];
  const answers = new Map<unknown, () => unknown>([
    [MeDocument, () => ({ me: { seq: 7 } })],
    [ConversationsDocument, () => ({ conversations: page() })],
  ]);
  const page = () => ({
    edges: there.map((node) => ({ node })),
    pageInfo: { endCursor: null, hasNextPage: false },
  });
  const wire: Wire = {
    ask: (async (document: unknown) => answers.get(document)!()) as Wire['ask'],
    live: {
      listen(document, variables, sink) {
        const inbox = { sink: sink as LiveSink<unknown>, variables, over: false };
        if ((document as unknown) === InboxEventsDocument) inboxes.push(inbox);
        return () => void (inbox.over = true);
      },
    },
    connection: { onReturn: () => () => undefined },
    pause: {
      wait: async (ms) => void waits.push(ms),
      hold: () => () => undefined,
      hurry: () => undefined,
      close: () => undefined,
    },
  };
  return { inboxes, waits, wire, has: (...all: ConversationSummary[]) => (there = all) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const failure = (code: ParleyError['code']) => new ParleyError('no', { code });

async function listened(service: ReturnType<typeof scripted>) {
  const list = createConversationList({ ...service.wire, viewerId: () => 'me' });
  const end = list.subscribe(() => undefined);
  await settled();
  return { list, end };
}

it.each(['QUOTA_EXCEEDED', 'NOT_FOUND', 'RESYNC_REQUIRED'] as const)(
  'an inbox that ends with %s is heard again, from where the list is read anew',
  async (code) => {
    const service = scripted();
    const { list, end } = await listened(service);
    service.has(summary('b', 4), summary('a', 9));
    service.inboxes[0]!.sink.error(failure(code));
    await settled();
    expect(service.inboxes).toHaveLength(2);
    expect(service.inboxes[1]!.variables()).toEqual({
      after: expect.arrayContaining([
        { conversationId: 'a', seq: 9, epoch: '1' },
        { conversationId: 'b', seq: 4, epoch: '1' },
      ]),
      since: 7,
    });
    expect(list.get()).toMatchObject({ status: 'ready', error: null });
    end();
    await settled();
    expect(service.inboxes[1]!.over).toBe(true);
  },
);

it('waits longer each time that it fails again, and begins anew once something came', async () => {
  const service = scripted();
  const { end } = await listened(service);
  for (let n = 0; n < 6; n++) {
    service.inboxes.at(-1)!.sink.error(failure('QUOTA_EXCEEDED'));
    await settled();
  }
  const [first, last] = [service.waits[0]!, service.waits.at(-1)!];
  expect(last).toBeGreaterThan(4 * first);
  service.inboxes.at(-1)!.sink.next(null, undefined);
  service.inboxes.at(-1)!.sink.error(failure('QUOTA_EXCEEDED'));
  await settled();
  expect(service.waits.at(-1)).toBeLessThan(last);
  end();
});

it('leaves it at that where nobody is signed in any more, or nobody looks', async () => {
  const service = scripted();
  const { end } = await listened(service);
  service.inboxes[0]!.sink.error(failure('UNAUTHENTICATED'));
  await settled();
  expect(service.inboxes).toHaveLength(1);
  service.inboxes[0]!.sink.error(failure('QUOTA_EXCEEDED'));
  end();
  await settled();
  expect(service.inboxes).toHaveLength(1);
});
