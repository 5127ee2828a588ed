import { randomUUID } from 'node:crypto';
import type { ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { aViewer } from '@parley/testing/viewers';
import {
  announce,
  aPng,
  aPngHeader,
  aText,
  claim,
  openMedia,
  release,
  seenBy,
  upload,
  type Media,
} from '../testing/media';

let media: Media;
beforeAll(async () => (media = await openMedia()));
afterAll(() => media.close());

const someConversation = () => randomUUID() as ConversationId;

/** Where attachments are, in the order of their ids. */
async function placesOf(ids: readonly string[]) {
  const rows = await media.database.query<{ conversation: string | null }>(
    'select conversation from media.attachment where id = any ($1::uuid[]) order by id',
    [ids],
  );
  return rows.map(({ conversation }) => conversation);
}

describe('claim_for_conversation', () => {
  it('claims all, again without harm, and each once', async () => {
    const by = aViewer();
    const conversation = someConversation();
    const ids = [(await upload(media, by, aText)).id, (await upload(media, by, aPng(1, 1))).id];
    expect(await claim(media, { ids: [...ids, ids[0]!], by, conversation })).toBe(true);
    expect(await claim(media, { ids, by, conversation })).toBe(true);
    expect(await placesOf(ids)).toEqual([conversation, conversation]);
    expect(await claim(media, { ids: [], by, conversation })).toBe(true);
  });

  it('claims what is still being uploaded', async () => {
    const by = aViewer();
    const conversation = someConversation();
    const { id } = await announce(media, by, aText);
    expect(await claim(media, { ids: [id], by, conversation })).toBe(true);
    expect(await placesOf([id])).toEqual([conversation]);
  });

  it('claims none where one is another’s, another tenant’s, elsewhere, rejected or not there', async () => {
    const by = aViewer();
    const good = (await upload(media, by, aText)).id;
    const elsewhere = (await upload(media, by, aText)).id;
    expect(await claim(media, { ids: [elsewhere], by, conversation: someConversation() })).toBe(true);
    const bad = [
      (await upload(media, aViewer({ tenant: by.tenant }), aText)).id,
      (await upload(media, aViewer({ user: by.user }), aText)).id,
      elsewhere,
      (await announce(media, aViewer({ tenant: by.tenant }), aText)).id,
      (await upload(media, by, aPngHeader(50_000, 50_000))).id,
      randomUUID(),
    ];
    for (const id of bad)
      expect(await claim(media, { ids: [good, id], by, conversation: someConversation() })).toBe(false);
    expect(await placesOf([good])).toEqual([null]);
  });

  it('gives an attachment that two want at once to one of them', async () => {
    const by = aViewer();
    const files = await Promise.all(Array.from({ length: 4 }, () => upload(media, by, aText)));
    const ids = files.map(({ id }) => id);
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        claim(media, { ids: n % 2 ? ids : ids.toReversed(), by, conversation: someConversation() }),
      ),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(new Set(await placesOf(ids)).size).toBe(1);
  });

  it('is undone with its transaction', async () => {
    const by = aViewer();
    const { id } = await upload(media, by, aText);
    const undone = media.database.transaction(async (tx) => {
      await tx.query('select media.claim_for_conversation($1::uuid[], $2, $3, $4)', [
        [id],
        by.user,
        by.tenant,
        someConversation(),
      ]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await placesOf([id])).toEqual([null]);
  });
});

async function claimAvatarOf(by: Viewer, id: string): Promise<boolean> {
  const query = 'select media.claim_avatar($1, $2, $3) as claimed';
  const [row] = await media.database.query<{ claimed: boolean }>(query, [id, by.user, by.tenant]);
  return row!.claimed;
}

describe('release_from_conversation', () => {
  it('deletes those that were claimed for it: no URL, no other claim, no name; and no others', async () => {
    const by = aViewer();
    const [conversation, other] = [someConversation(), someConversation()];
    const [picture, text, elsewhere, unsent] = [
      (await upload(media, by, aPng(9, 9))).id,
      (await announce(media, by, aText)).id,
      (await upload(media, by, aText)).id,
      (await upload(media, by, aText)).id,
    ];
    const ids = [picture, text, elsewhere, unsent];
    expect(await claim(media, { ids: [picture, text], by, conversation })).toBe(true);
    expect(await claim(media, { ids: [elsewhere], by, conversation: other })).toBe(true);
    await release(media, { ids, conversation });
    await release(media, { ids, conversation });
    for (const id of [picture, text]) {
      expect(await seenBy(media, by, id)).toMatchObject({
        status: 'REJECTED',
        url: null,
        thumbnails: [],
        fileName: '',
      });
      expect(await claim(media, { ids: [id], by, conversation })).toBe(false);
      expect(await claimAvatarOf(by, id)).toBe(false);
    }
    for (const id of [elsewhere, unsent])
      expect(await seenBy(media, by, id)).toMatchObject({ status: 'READY', url: expect.any(String) });
  });

  it('leaves an avatar to everybody, and its owner may send it again', async () => {
    const by = aViewer();
    const { id } = await upload(media, by, aPng(9, 9));
    const conversation = someConversation();
    expect(await claim(media, { ids: [id], by, conversation })).toBe(true);
    expect(await claimAvatarOf(by, id)).toBe(true);
    await release(media, { ids: [id], conversation });
    expect(await seenBy(media, aViewer({ tenant: by.tenant }), id)).toMatchObject({ url: expect.any(String) });
    expect(await claim(media, { ids: [id], by, conversation: someConversation() })).toBe(true);
  });
});

describe('claim_avatar', () => {
  it('takes an image of the owner that was looked at, and nothing else', async () => {
    const by = aViewer();
    const claimAvatar = (id: string) => claimAvatarOf(by, id);
    const image = (await upload(media, by, aPng(64, 64))).id;
    expect(await claimAvatar(image)).toBe(true);
    expect(await claimAvatar(image)).toBe(true);
    const others = [
      (await upload(media, by, aText)).id,
      (await upload(media, by, { ...aText, mimeType: 'image/svg+xml' })).id,
      (await announce(media, by, aPng(64, 64))).id,
      (await upload(media, by, aPngHeader(50_000, 50_000))).id,
      (await upload(media, aViewer({ tenant: by.tenant }), aPng(64, 64))).id,
      (await upload(media, aViewer({ user: by.user }), aPng(64, 64))).id,
      randomUUID(),
    ];
    for (const id of others) expect(await claimAvatar(id)).toBe(false);
  });
});
