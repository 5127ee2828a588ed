import type { SessionId, TenantId, UserId } from '@parley/contracts/ids';

/** One thing that somebody did, or tried to: names and ids only, never what they wrote, and no secret. */
export interface AuditEntry {
  at: Date;
  /** The person; undefined without sign-in. */
  tenant?: TenantId;
  actor?: UserId;
  session?: SessionId;
  /** The action's name. */
  action: string;
  /** Id of what it was done to; none where it is the actor's own account. */
  subject?: string;
  /** IP address of the client. */
  address?: string;
  correlationId: string;
  /** `done`, or the error's code. */
  outcome: string;
}

export interface Audit {
  /** Takes the entry down, without making anybody wait. */
  record(entry: AuditEntry): void;
}
