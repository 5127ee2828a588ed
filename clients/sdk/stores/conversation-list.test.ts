import type { LiveSink } from '../api.js';
import { ParleyError } from '../errors.js';
import {
  ConversationsDocument,
  ConversationSummaryDocument,
  InboxEventsDocument,
  MeDocument,
  UnreadConversationsDocument,
} from '../generated/graphql.js';
import type { ConversationSummary, ReadState } from '../model.js';
import type { Wire } from '../sync/feed.js';
import { createConversationList } from './conversation-list.js';

const AT = '2026-01-01T00:00:00.000Z';
const summary = (id: string, seq: number): ConversationSummary => ({
  ...{ id, seq, kind: 'GROUP', title: id, topic: null, public: false, createdAt: AT, updatedAt: AT, epoch: '1' },
  ...{ memberCount: 2, members: [], lastMessage: null, readState: null, peer: null },
});

interface Variables {
  readonly first?: number;
  readonly after?: string | null;
  readonly id?: string;
}

/** A service with an inbox, which a test says things by. */
function scripted() {
  const inboxes: { sink: LiveSink<unknown>; variables: () => unknown; over: boolean }[] = [];
  const waits: number[] = [];
  let there = [summary('a', 1)];
  const results = new Map<unknown, (variables: Variables) => unknown>([
    [MeDocument, () => ({ me: { seq: 7 } })],
    [
      ConversationsDocument,
      (variables) => {
        const conversations = page(there, variables);
        happens();
        happens = () => undefined;
        return { conversations };
      },
    ],
    [UnreadConversationsDocument, (variables) => ({ conversations: page(there.filter(isUnread), variables) })],
    [ConversationSummaryDocument, ({ id }) => ({ conversation: there.find((one) => one.id === id) ?? null })],
  ]);
  const isUnread = ({ readState }: ConversationSummary) => (readState?.unread ?? 0) > 0;
  /** A cursor is how many come before. */
  const page = (all: ConversationSummary[], { first = 200, after }: Variables) => {
    const end = Number(after ?? 0) + first;
    return {
      edges: all.slice(Number(after ?? 0), end).map((node) => ({ node })),
      pageInfo: { endCursor: String(end), hasNextPage: end < all.length },
    };
  };
  let happens = (): unknown => undefined;
  const returns = new Set<() => Promise<unknown>>();
  const reads: LiveSink<unknown>[] = [];
  const wire: Wire = {
    request: (async (document: unknown, variables: Variables) => results.get(document)!(variables)) as Wire['request'],
    live: {
      listen(document, variables, sink) {
        const inbox = { sink: sink as LiveSink<unknown>, variables, over: false };
        if ((document as unknown) === InboxEventsDocument) inboxes.push(inbox);
        else reads.push(sink as LiveSink<unknown>);
        return () => void (inbox.over = true);
      },
    },
    connection: {
      onReturn(catchUp) {
        returns.add(catchUp);
        return () => void returns.delete(catchUp);
      },
    },
    pause: {
      wait: async (ms) => void waits.push(ms),
      hold: () => () => undefined,
      hurry: () => undefined,
      close: () => undefined,
    },
  };
  return {
    ...{ inboxes, waits, wire },
    results,
    has: (...all: ConversationSummary[]) => (there = all),
    hasRead: (id: string, readState: ReadState) =>
      reads[0]!.next({ readStateChanges: [{ conversation: { id }, ...readState }] }, undefined),
    afterNextPage: (happening: () => unknown) => (happens = happening),
    returns: () => Promise.all([...returns].map((catchUp) => catchUp())),
  };
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

describe('of many conversations', () => {
  const unread = (count: number): ReadState => ({ lastReadSeq: 1, unread: count, mentions: count > 2 ? 1 : 0 });
  /** Each with one unread message. */
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...summary(`c${n}`, 1), readState: unread(1) }));

  it('as many are there after the line came back as before', async () => {
    const service = scripted();
    service.has(...many(260));
    const { list, end } = await listened(service);
    while (list.get().conversations.length < 250) await list.loadMore();
    service.has(...many(259), { ...summary('c259', 9), readState: unread(1) });
    await service.returns();
    expect(list.get()).toMatchObject({ hasMore: true, status: 'ready' });
    expect(list.get().conversations.length).toBe(250);
    await list.loadMore();
    expect(list.get().conversations.find(({ id }) => id === 'c259')).toMatchObject({ seq: 9 });
    expect(list.get()).toMatchObject({ hasMore: false });
    expect(list.get().conversations.length).toBe(260);
    end();
  });

  it('all are counted, loaded or not, as they are read here and elsewhere', async () => {
    const service = scripted();
    service.has(...many(249), { ...summary('c249', 1), readState: unread(5) });
    const { list, end } = await listened(service);
    expect(list.get().conversations.length).toBe(50);
    expect(list.get()).toMatchObject({ unread: 254, mentions: 1 });
    service.hasRead('c0', unread(0));
    service.hasRead('c249', unread(0));
    expect(list.get()).toMatchObject({ unread: 248, mentions: 0 });
    await list.loadMore();
    expect(list.get()).toMatchObject({ unread: 248, mentions: 0 });
    end();
  });

  it('one that comes to the front between two pages is not lost', async () => {
    const service = scripted();
    const all = many(150);
    service.has(...all);
    const { list, end } = await listened(service);
    await list.loadMore();
    await list.loadMore();
    const moved = all.splice(120, 1);
    service.afterNextPage(() => service.has(...moved, ...all));
    await service.returns();
    await settled();
    expect(list.get().conversations.length).toBe(150);
    expect(list.get().conversations.map(({ id }) => id)).toContain('c120');
    end();
  });
});

it('a result from before the viewer read on does not bring back what was unread', async () => {
  const service = scripted();
  const unread = { ...summary('a', 3), readState: { lastReadSeq: 1, unread: 2, mentions: 1 } };
  service.has(unread);
  const { list, end } = await listened(service);
  let respond = (): void => undefined;
  service.results.set(
    ConversationSummaryDocument,
    () => new Promise((resolve) => (respond = () => resolve({ conversation: unread }))),
  );
  const looked = list.look('a');
  await settled();
  list.hasRead('a', { lastReadSeq: 3, unread: 0, mentions: 0 });
  respond();
  await looked;
  expect(list.get()).toMatchObject({ unread: 0, mentions: 0 });
  // the list itself, too
  await list.refresh();
  expect(list.get()).toMatchObject({ unread: 0, mentions: 0 });
  end();
});
