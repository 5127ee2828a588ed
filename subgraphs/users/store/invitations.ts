import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import { hashToken } from '@parley/identity/opaque-token';
import type { Sql } from '@parley/database/sql';
import type { TenantRole } from '../domain/tenant';

export interface InvitationRow {
  id: string;
  tenant: TenantId;
  email: string | null;
  conversation: ConversationId | null;
  /** Null: the operators. */
  createdBy: UserId | null;
  role: TenantRole;
  createdAt: Date;
  expiresAt: Date;
  maxUses: number;
  uses: number;
}

const COLUMNS = `i.id, i.tenant, i.email, i.conversation, i.created_by as "createdBy", i.role, i.created_at as "createdAt",
  i.expires_at as "expiresAt", i.max_uses as "maxUses", i.uses`;

/** Neither revoked nor expired, by somebody who is still here and may invite. */
const VALID = `i.revoked_at is null and i.expires_at > now() and (i.created_by is null or exists (
  select from users.account by join users.tenant t on t.id = by.tenant
  where by.id = i.created_by and by.erased_at is null
    and (by.suspended_at is null or by.suspended_until <= now())
    and (by.role in ('OWNER', 'ADMIN', 'MODERATOR') or by.role = 'MEMBER' and t.members_may_invite)))`;

/** The invitation of a code, unless it is revoked, expired or used up. */
export async function findInvitation(sql: Sql, code: string): Promise<InvitationRow | undefined> {
  const [row] = await sql.query<InvitationRow>(
    `select ${COLUMNS} from users.invitation i where i.code_hash = $1 and i.uses < i.max_uses and ${VALID}`,
    [hashToken(code)],
  );
  return row;
}

/**
 * Uses an invitation once for a person, however often they do; of several people at the same time no more than `maxUses`
 * do. Undefined if it is not valid any more. Locks its row until the commit.
 */
export async function useInvitation(
  sql: Sql,
  { code, person }: { code: string; person: UserId },
): Promise<InvitationRow | undefined> {
  const [locked] = await sql.query<InvitationRow>(
    `select ${COLUMNS} from users.invitation i where i.code_hash = $1 and ${VALID} for update`,
    [hashToken(code)],
  );
  if (!locked) return undefined;
  const used = await sql.query(
    `with use as (
       insert into users.invitation_use (invitation, account)
       select i.id, $2 from users.invitation i where i.id = $1 and i.uses < i.max_uses
       on conflict do nothing returning invitation
     )
     update users.invitation i set uses = i.uses + 1 from use where i.id = use.invitation returning i.id`,
    [locked.id, person],
  );
  return used.length > 0 || (await hasUsed(sql, locked.id, person)) ? locked : undefined;
}

async function hasUsed(sql: Sql, invitation: string, person: UserId): Promise<boolean> {
  const rows = await sql.query('select from users.invitation_use where invitation = $1 and account = $2', [
    invitation,
    person,
  ]);
  return rows.length > 0;
}

/** What is told of an invitation before anybody signs in. */
export interface InvitationPreviewRow {
  tenant: TenantId;
  tenantName: string;
  conversationTitle: string | null;
  invitedBy: string | null;
}

export async function previewInvitation(sql: Sql, code: string): Promise<InvitationPreviewRow | undefined> {
  const [row] = await sql.query<InvitationPreviewRow>(
    `select i.tenant, coalesce(t.name, t.slug) as "tenantName", c.title as "conversationTitle", a.display_name as "invitedBy"
     from users.invitation i join users.tenant t on t.id = i.tenant and t.suspended_at is null
     left join users.account a on a.id = i.created_by
     left join conversations.shown_title c on c.id = i.conversation and c.tenant = i.tenant
     where i.code_hash = $1 and i.uses < i.max_uses and ${VALID}`,
    [hashToken(code)],
  );
  return row;
}

/** Of the tenant, or of one person of it: those that are neither revoked nor expired, newest first. */
export async function listInvitations(
  sql: Sql,
  { tenant, createdBy, first, after }: { tenant: TenantId; createdBy: UserId | null; first: number; after?: string },
): Promise<InvitationRow[]> {
  return sql.query<InvitationRow>(
    `select ${COLUMNS} from users.invitation i
     where i.tenant = $1 and ($2::uuid is null or i.created_by = $2) and ($3::uuid is null or i.id < $3) and ${VALID}
     order by i.id desc limit $4`,
    [tenant, createdBy, after ?? null, first],
  );
}

/** Deletes invitations of an address. */
export async function forgetInvitee(sql: Sql, { tenant, email }: { tenant: TenantId; email: string }): Promise<void> {
  await sql.query('delete from users.invitation where tenant = $1 and email = $2', [tenant, email]);
}
