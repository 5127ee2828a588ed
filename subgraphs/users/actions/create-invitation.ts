import { forbidden, invalid } from '@parley/contracts/errors';
import { parseId, type ConversationId } from '@parley/contracts/ids';
import { notFound } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { hashToken, newOpaqueToken } from '@parley/identity/opaque-token';
import { isPublic, requireMember, requireRole } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import type { Transaction } from '@parley/database/database';
import { action } from '@parley/subgraph/action';
import { v7 as newId } from 'uuid';
import type { Context } from '../context';
import { newEmail } from '../domain/credentials';
import { isAdmin, type TenantRole } from '../domain/tenant';
import { findUser } from '../store/accounts';
import { InvitationEntity, type InvitationRecord } from '../store/entities';
import type { InvitationRow } from '../store/invitations';
import { findTenant } from '../store/tenants';
import { invitationUrl, mailInvitation } from './mail-invitation';

export interface CreateInvitation {
  conversationId?: string | null;
  email?: string | null;
  expiresInSeconds: number;
  maxUses: number;
}

/** An invitation with its code, which nobody is told again. */
export interface NewInvitation extends InvitationRow {
  code: string;
  url: string;
}

const MAX_SECONDS = 365 * 86_400;
const MAX_USES = 10_000;

/**
 * Invites into the viewer's tenant, and into a conversation; to an address, by mail too. Errors: FORBIDDEN for guests, for
 * members where the tenant reserves it, and for who may not add people to the conversation; NOT_FOUND for a conversation that
 * the viewer may not read; RATE_LIMITED for too many mails; VALIDATION_FAILED.
 */
export const createInvitation = action(
  'createInvitation',
  async (context: Context, input: CreateInvitation): Promise<NewInvitation> => {
    const { database, principal, publicUrl, request } = context;
    const viewer = viewerOf(principal);
    const checked = checkInvitation(input);
    const [inviter, tenant] = await Promise.all([
      findUser(database, viewer.tenant, viewer.user),
      findTenant(database, viewer.tenant),
    ]);
    if (!inviter || !tenant || !mayInvite(inviter.tenantRole, tenant.membersMayInvite))
      throw forbidden('You may not invite people here');
    if (checked.conversation) await requireMayAdd(database, context, checked.conversation);
    if (checked.email)
      await context.mailLimits.admitInvitation({ user: viewer.user, tenant: viewer.tenant, email: checked.email });
    return database.transaction(async (tx) => {
      const by = { tenant: viewer.tenant, createdBy: viewer.user, role: 'MEMBER' as const };
      const invitation = await insertInvitation(tx, { ...checked, ...by }, context.now());
      const url = invitationUrl(publicUrl(request.origin), { code: invitation.code, slug: tenant.slug });
      if (invitation.email) await mailInvitation(tx, context, { invitation, tenant, inviter: inviter.displayName });
      return { ...invitation, url };
    });
  },
  { subject: (_, invitation) => invitation?.id },
);

const mayInvite = (role: TenantRole, membersMay: boolean): boolean =>
  isAdmin(role) || role === 'MODERATOR' || (role === 'MEMBER' && membersMay);

/** Whoever may add people: owners and moderators of the conversation, and in a public channel every member. */
async function requireMayAdd(sql: Sql, { principal }: Context, conversation: ConversationId): Promise<void> {
  const membership = await requireMember(sql, principal, conversation);
  if (!(await isPublic(sql, conversation))) requireRole(membership, ['OWNER', 'MODERATOR']);
}

interface Checked {
  conversation: ConversationId | null;
  email: string | null;
  expiresInSeconds: number;
  maxUses: number;
}

function checkInvitation({ conversationId, email, expiresInSeconds, maxUses }: CreateInvitation): Checked {
  if (expiresInSeconds < 60 || expiresInSeconds > MAX_SECONDS)
    throw invalid({ field: 'input.expiresInSeconds', problem: `must be from 60 to ${MAX_SECONDS}` });
  if (maxUses < 1 || maxUses > MAX_USES)
    throw invalid({ field: 'input.maxUses', problem: `must be from 1 to ${MAX_USES}` });
  const conversation = conversationId == null ? null : parseId<ConversationId>(conversationId);
  if (conversation === undefined) throw notFound('Conversation');
  return { conversation, email: email == null ? null : newEmail(email), expiresInSeconds, maxUses };
}

type Inserted = Pick<InvitationRecord, 'tenant' | 'createdBy' | 'role'> & Checked;

/** Stores an invitation; only its code's hash is kept. */
export async function insertInvitation(
  { em }: Transaction,
  { expiresInSeconds, ...invitation }: Inserted,
  now: Date,
): Promise<InvitationRow & { code: string }> {
  const code = newOpaqueToken();
  const { createdBy = null, ...row } = invitation;
  const made = {
    ...row,
    createdBy,
    id: newId(),
    createdAt: now,
    expiresAt: new Date(now.getTime() + expiresInSeconds * 1_000),
  };
  em.create(InvitationEntity, { ...made, codeHash: hashToken(code) });
  await em.flush();
  return { ...made, uses: 0, code };
}
