/// <reference types="jest" />
import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import { until } from '@parley/testing/until';
import { id, type Scene } from './conformance-scene';
import type { MessageQuery } from './search-index';

/** Filters, order and pages of hits, and versions of documents. */
export function describeResults({ document, search, found, put, index }: Scene): void {
  it('sees nothing outside of the tenant and the conversations given', async () => {
    const [room, other] = [id<ConversationId>(), id<ConversationId>()];
    const here = document('walrus here', { conversation: room });
    await put(here, document('walrus there', { conversation: other }));
    const foreign = document('walrus abroad', { conversation: room, tenant: id<TenantId>() });
    await put(foreign);
    expect(await search('walrus', { conversations: [room] })).toMatchObject({
      total: 1,
      hits: [{ id: here.id, conversation: room }],
    });
    expect(await search('walrus', { conversations: [] })).toEqual({ total: 0, hits: [] });
    expect(await search('walrus', { conversations: [room], tenant: id<TenantId>() })).toEqual({ total: 0, hits: [] });
  });

  it('filters by author, time, attachment and mention', async () => {
    const room = id<ConversationId>();
    const [ann, bob] = [id<UserId>(), id<UserId>()];
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
    const one = document('otter one', { conversation: room, author: ann, createdAt: at(1) });
    const two = document('otter two', {
      conversation: room,
      author: bob,
      createdAt: at(2),
      mentions: [ann],
      hasAttachment: true,
    });
    await put(one, two);
    const filtered = async (more: Partial<MessageQuery>) =>
      new Set(await found('otter', { conversations: [room], ...more }));
    expect(await filtered({})).toEqual(new Set([one.id, two.id]));
    expect(await filtered({ authors: [ann] })).toEqual(new Set([one.id]));
    expect(await filtered({ authors: [] })).toEqual(new Set());
    expect(await filtered({ from: at(2) })).toEqual(new Set([two.id]));
    expect(await filtered({ to: at(1) })).toEqual(new Set([one.id]));
    expect(await filtered({ from: at(1), to: at(2) })).toEqual(new Set([one.id, two.id]));
    expect(await filtered({ hasAttachment: true })).toEqual(new Set([two.id]));
    expect(await filtered({ hasAttachment: false })).toEqual(new Set([one.id]));
    expect(await filtered({ mentions: ann })).toEqual(new Set([two.id]));
    expect(await filtered({ mentions: bob })).toEqual(new Set());
  });

  it('filters by the language that documents say they are in, and follows it', async () => {
    const room = id<ConversationId>();
    const english = document('the otter and the hotel', { conversation: room, language: 'en' });
    const german = document('der Otter und das Hotel', { conversation: room, language: 'de' });
    const unclear = document('otter hotel', { conversation: room });
    await put(english, german, unclear);
    const written = (language?: string) => found('otter', { conversations: [room], language });
    expect(new Set(await written())).toEqual(new Set([english.id, german.id, unclear.id]));
    expect(await written('en')).toEqual([english.id]);
    expect(await search('otter', { conversations: [room], language: 'de' })).toMatchObject({ total: 1 });
    expect(await written('fr')).toEqual([]);
    await put({ ...english, text: 'l’otter et l’hôtel', language: 'fr', version: 2 });
    await until(async () => (await written('fr')).length === 1);
    expect(await written('en')).toEqual([]);
    await put({ ...german, text: 'otter otter', language: undefined, version: 2 });
    await until(async () => (await written('de')).length === 0);
  });

  it("counts what is nobody's to see for nothing: neither in scores nor in totals", async () => {
    const room = id<ConversationId>();
    const mine = document('a wombat', { conversation: room });
    await put(mine);
    const before = await search('wombat', { conversations: [room] });
    const others = Array.from({ length: 40 }, () => document('wombat '.repeat(9), { tenant: id<TenantId>() }));
    await put(...others);
    expect(await search('wombat', { conversations: [room] })).toEqual(before);
  });

  it('ranks what says more of it first, and the newer one of equals', async () => {
    const room = id<ConversationId>();
    const day = (n: number) => new Date(Date.UTC(2026, 10, n));
    const old = document('a badger was seen', { conversation: room, createdAt: day(1) });
    const fresh = document('a badger was seen', { conversation: room, createdAt: day(20) });
    const thick = document('badger, badger and badger', { conversation: room, createdAt: day(20) });
    await put(old, fresh, thick);
    expect(await found('badger', { conversations: [room] })).toEqual([thick.id, fresh.id, old.id]);
  });

  it('pages through all hits in the order of one page, without a gap or a repeat', async () => {
    const room = id<ConversationId>();
    const documents = Array.from({ length: 25 }, (_, n) =>
      document(`puffin ${'rock '.repeat(n % 4)}`, {
        conversation: room,
        createdAt: new Date(Date.UTC(2026, 10, 1 + (n % 3))),
      }),
    );
    await put(...documents);
    await until(async () => (await search('puffin', { conversations: [room] })).total === 25);
    const all = await found('puffin', { conversations: [room], first: 100 });
    const paged: MessageId[] = [];
    for (let after: MessageQuery['after']; ;) {
      const { total, hits } = await search('puffin', { conversations: [room], first: 4, after });
      expect(total).toBe(25);
      if (hits.length === 0) break;
      paged.push(...hits.map((hit) => hit.id));
      after = hits.at(-1);
    }
    expect(paged).toEqual(all);
    expect(new Set(paged).size).toBe(25);
  });

  it('takes the latest version, whatever order they come in', async () => {
    const room = id<ConversationId>();
    const first = document('heron', { conversation: room, version: 3 });
    await put(first);
    await put({ ...first, text: 'stork', version: 5 });
    await index().put([{ ...first, text: 'crane', version: 4 }]);
    await index().put([
      { ...first, text: 'egret', version: 9 },
      { ...first, text: 'ibis', version: 8 },
    ]);
    await until(async () => (await found('egret', { conversations: [room] })).length === 1);
    for (const gone of ['heron', 'stork', 'crane', 'ibis'])
      expect(await found(gone, { conversations: [room] })).toEqual([]);
  });

  it('takes the same version again: what is made of a text may have become another', async () => {
    const room = id<ConversationId>();
    const first = document('gannet', { conversation: room, version: 7 });
    await put(first);
    await put({ ...first, text: 'guillemot' });
    expect(await found('gannet', { conversations: [room] })).toEqual([]);
  });

  it('keeps messages apart that come together by the thousand', async () => {
    const room = id<ConversationId>();
    const documents = Array.from({ length: 1_500 }, (_, n) => document(`auk number${n}`, { conversation: room }));
    await put(...documents);
    expect((await search('auk', { conversations: [room] })).total).toBe(1_500);
    expect(await found('number1234 auk', { conversations: [room] })).toEqual([documents[1234]!.id]);
  });

  it('looks into as many conversations as somebody may read', async () => {
    const room = id<ConversationId>();
    const one = document('dunlin', { conversation: room });
    await put(one);
    const conversations = [...Array.from({ length: 70_000 }, () => id<ConversationId>()), room];
    expect(await found('dunlin', { conversations })).toEqual([one.id]);
  });

  it('forgets what was deleted, and is not told it again by an older document', async () => {
    const room = id<ConversationId>();
    const message = document('secret plover', { conversation: room, version: 1 });
    await put(message);
    await index().put([{ ...message, text: '', version: 2 }]);
    await until(async () => (await search('plover', { conversations: [room] })).total === 0);
    await index().put([message]);
    const witness = document('plover witness', { conversation: room });
    await put(witness);
    expect(await found('plover', { conversations: [room] })).toEqual([witness.id]);
  });
}
