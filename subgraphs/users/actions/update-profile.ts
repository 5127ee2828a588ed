import { invalid, notFound } from '@parley/contracts/errors';
import { parseId, type AttachmentId } from '@parley/contracts/ids';
import { viewerOf, type Viewer } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import { bio, displayName, locale, timeZone } from '../domain/profile';
import { changeProfile, type ProfileChange } from '../store/accounts';

/** Undefined leaves as it is; null takes away, where there may be none. */
export interface UpdateProfile {
  displayName?: string | null;
  bio?: string | null;
  locale?: string | null;
  timeZone?: string | null;
  avatarId?: string | null;
}

/** Errors: VALIDATION_FAILED; NOT_FOUND for an avatar that is not an image the viewer has uploaded. */
export const updateProfile = action('updateProfile', async (context: Context, input: UpdateProfile): Promise<void> => {
  const viewer = viewerOf(context.principal);
  const change = checkProfile(input);
  await context.database.transaction(async (tx) => {
    if (change.avatar) await claimAvatar(tx, viewer, change.avatar);
    await changeProfile(tx, viewer, change);
  });
});

function checkProfile(input: UpdateProfile): ProfileChange {
  const change: ProfileChange = {};
  if (input.displayName !== undefined)
    change.displayName = displayName(present(input.displayName, 'input.displayName'));
  if (input.bio !== undefined) change.bio = bio(input.bio);
  if (input.locale !== undefined) change.locale = locale(present(input.locale, 'input.locale'));
  if (input.timeZone !== undefined) change.timeZone = timeZone(present(input.timeZone, 'input.timeZone'));
  if (input.avatarId !== undefined) change.avatar = input.avatarId === null ? null : attachmentId(input.avatarId);
  return change;
}

function present(text: string | null, field: string): string {
  if (text === null) throw invalid({ field, problem: 'cannot be taken away' });
  return text;
}

function attachmentId(text: string): AttachmentId {
  const attachment = parseId<AttachmentId>(text);
  if (!attachment) throw notFound('Attachment');
  return attachment;
}

/** Media keeps an image that is an avatar, and shows it to all of the tenant. */
async function claimAvatar(tx: Transaction, { user, tenant }: Viewer, attachment: AttachmentId): Promise<void> {
  const [row] = await tx.query<{ claimed: boolean }>('select media.claim_avatar($1, $2, $3) as claimed', [
    attachment,
    user,
    tenant,
  ]);
  if (!row?.claimed) throw notFound('Attachment');
}
