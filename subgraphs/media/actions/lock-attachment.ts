import { LockMode } from '@mikro-orm/core';
import type { AttachmentId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import { AttachmentEntity, type Attachment } from '../store/entities';

/** An attachment, locked until the commit: nobody else claims, settles or deletes it meanwhile. */
export const lockAttachment = ({ em }: Transaction, id: AttachmentId): Promise<Attachment | null> =>
  em.findOne(AttachmentEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
