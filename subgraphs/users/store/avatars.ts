import type { AttachmentId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';

/** Media then keeps the image and shows it to everybody of the tenant. False unless it is an image that the viewer has uploaded. */
export async function claimAvatar(sql: Sql, { user, tenant }: Viewer, attachment: AttachmentId): Promise<boolean> {
  const [row] = await sql.query<{ claimed: boolean }>('select media.claim_avatar($1, $2, $3) as claimed', [
    attachment,
    user,
    tenant,
  ]);
  return row!.claimed;
}

/** Media then shows it to nobody for being an avatar, and deletes it a day later unless it is in a conversation. */
export async function releaseAvatar(sql: Sql, { user, tenant }: Viewer, attachment: AttachmentId): Promise<void> {
  await sql.query('select media.release_avatar($1, $2, $3)', [attachment, user, tenant]);
}
