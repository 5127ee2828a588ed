import { invalid, notFound } from '@parley/contracts/errors';
import { parseId, type AttachmentId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import { searchName } from '@parley/subgraph/search-name';
import type { Context } from '../context';
import { bio, displayName, locale, timeZone } from '../domain/profile';
import { claimAvatar, releaseAvatar } from '../store/avatars';
import type { Account } from '../store/entities';
import { lockOpenAccount } from './lock-account';

/** Undefined leaves as it is; null takes away, where there may be none. */
export interface UpdateProfile {
  displayName?: string | null;
  bio?: string | null;
  locale?: string | null;
  timeZone?: string | null;
  avatarId?: string | null;
}

/** Errors: VALIDATION_FAILED; NOT_FOUND for an avatar that is not an image the viewer has uploaded, and for an account that is closed. */
export const updateProfile = action('updateProfile', async (context: Context, input: UpdateProfile): Promise<void> => {
  const viewer = viewerOf(context.principal);
  const change = checkProfile(input);
  await context.database.transaction(async (tx) => {
    if (change.avatar && !(await claimAvatar(tx, viewer, change.avatar))) throw notFound('Attachment');
    const account = await lockOpenAccount(tx, viewer);
    const former = account.avatar;
    tx.em.assign(account, change);
    if (former && former !== account.avatar) await releaseAvatar(tx, viewer, former);
    account.searchName = searchName(account.displayName);
  });
});

type ProfileChange = Partial<Pick<Account, 'displayName' | 'bio' | 'locale' | 'timeZone' | 'avatar'>>;

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
