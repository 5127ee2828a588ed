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
