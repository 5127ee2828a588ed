import { randomUUID } from 'node:crypto';
import type { Viewer } from '@parley/contracts/principal';
import { asking, codesOf } from '@parley/testing/viewers';
import fc from 'fast-check';
import { takeBackAll } from '../actions/take-back-all';
import { aRoom, type Room } from '../testing/room';

let room: Room;
beforeAll(async () => (room = await aRoom()));
afterAll(() => room.close());

/** Uploads of somebody that were looked at. */
async function uploadsOf({ user, tenant }: Viewer, count: number): Promise<string[]> {
  const rows = await room.database.query<{ id: string }>(
    `insert into media.attachment (id, tenant, owner, file_name, mime_type, size, sha256, status, created_at, upload_expires_at)
     select gen_random_uuid(), $1, $2, 'a', 'text/plain', 1, repeat('ab', 32), 'READY', now(), now()
     from generate_series(1, $3::int) returning id`,
    [tenant, user, count],
  );
  return rows.map(({ id }) => id);
}

async function deletedOf(ids: readonly string[]): Promise<Set<string>> {
  const rows = await room.database.query<{ id: string }>(
    'select id from media.attachment where id = any ($1::uuid[]) and deleted_at is not null',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The message's id, or the codes of what it was refused with. */
async function send(viewer: Viewer, attachmentIds: readonly string[]): Promise<string | unknown[]> {
  const input = { conversationId: room.conversation, clientMessageId: randomUUID(), text: 'said', attachmentIds };
  const result = await asking(room.subgraph, viewer)<{ sendMessage: { message: { id: string } } }>(
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input },
  );
  return result.data?.sendMessage.message.id ?? codesOf(result);
}

const remove = (viewer: Viewer, id: string) =>
  asking(room.subgraph, viewer)('mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }', { id });

/** No command takes one attachment out of a message that stays, but whatever does is to come to the same. */
const keep = (id: string, attachments: readonly string[]) =>
  room.database.query('update messages.message set attachments = $2::uuid[] where id = $1', [id, attachments]);

const FILES = 4;
const some = fc.uniqueArray(fc.nat({ max: FILES - 1 }), { minLength: 1 });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('send' as const), files: some }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), which: fc.nat({ max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep' as const), which: fc.nat({ max: 9 }), files: some }) },
);

it('are deleted as soon as they are in no message any more, and never before', async () => {
  const run = async (steps: (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) => {
    const ann = await room.join();
    const files = await uploadsOf(ann, FILES);
    /** What each message has, and what was deleted. */
    const messages = new Map<string, string[]>();
    const deleted = new Set<string>();
    const attached = () => [...messages.values()].flat();
    const takeOut = (id: string, left: readonly string[]): void => {
      const before = messages.get(id)!;
      messages.set(id, [...left]);
      for (const file of before) if (!attached().includes(file)) deleted.add(file);
    };

    for (const one of steps) {
      const id = one.kind === 'send' ? undefined : [...messages.keys()][one.which];
      const chosen = one.kind === 'delete' ? [] : one.files.map((n) => files[n]!);
      if (one.kind === 'send') {
        const sent = await send(ann, chosen);
        if (chosen.some((file) => deleted.has(file))) expect(sent).toEqual(['NOT_FOUND']);
        else messages.set(sent as string, chosen);
      } else if (id) {
        const left = messages.get(id)!.filter((file) => chosen.includes(file));
        if (one.kind === 'delete') await remove(ann, id);
        else await keep(id, left);
        takeOut(id, left);
      }
      expect(await deletedOf(files)).toEqual(deleted);
    }

    for (const id of messages.keys()) takeOut(id, []);
    await takeBackAll(room, ann.user);
    expect(await deletedOf(files)).toEqual(deleted);
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), run), { numRuns: 30 });
});

it('stay where one is sent again at the moment in which its message is deleted', async () => {
  const ann = await room.join();
  const files = await uploadsOf(ann, 20);
  const outcomes = await Promise.all(
    files.map(async (file) => {
      const id = (await send(ann, [file])) as string;
      const [again] = await Promise.all([send(ann, [file]), remove(ann, id)]);
      return { file, isSent: typeof again === 'string' };
    }),
  );
  const lost = outcomes.filter(({ isSent }) => !isSent).map(({ file }) => file);
  expect(await deletedOf(files)).toEqual(new Set(lost));
});
