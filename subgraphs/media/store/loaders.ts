import type { AttachmentId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import DataLoader from 'dataloader';
import { visibleAttachments } from './attachments';
import type { Attachment } from './entities';

export interface Loaders {
  /** By id; null for one that is not there or may not be seen. */
  attachment: DataLoader<AttachmentId, Attachment | null>;
}

/** One set for each request: what they hold is what this principal may see. */
export const createLoaders = (sql: Sql, principal: Principal): Loaders => ({
  attachment: new DataLoader(async (ids) => {
    const visible = await visibleAttachments(sql, principal, ids);
    return ids.map((id) => visible.get(id) ?? null);
  }),
});
