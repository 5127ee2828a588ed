import { forbidden, unauthenticated } from '@parley/contracts/errors';
import type { SessionId } from '@parley/contracts/ids';
import { ANONYMOUS, type Anonymous, type Principal, type Viewer } from '@parley/contracts/principal';
import { newUuid } from '@parley/runtime/uuid';
import type { ConnectionObserver, ObservedConnection } from './connection-observer';
import type { Quotas } from './quotas';

interface ConnectionOptions {
  /** Whose a token is. Without it nobody signs in: all are anonymous. Errors: UNAUTHENTICATED. */
  authenticate?(token: string): Promise<Principal>;
  quotas: Quotas;
  observer?: ConnectionObserver;
  /** Called once when the viewer's token or session ends, with the reason. */
  onSignedOut(reason: string): void;
}

/** Longest time that a timer can be set to. */
const MAX_TIMER_MS = 2_147_483_647;

type State =
  { readonly name: 'waiting' } | { readonly name: 'open'; readonly principal: Viewer | Anonymous } | { name: 'ended' };

/**
 * One connection of a client, a socket or a response that streams: who is at the other end, and for how long.
 * Invariant: while it is OPEN with a viewer, their token has not expired and nobody has revoked their session.
 *
 * ## States
 *
 * WAITING: the client has not signed in.
 *
 * OPEN: it has a principal: a viewer, or anonymous where nobody signs in. `renew` keeps it open beyond its first token.
 *
 * ENDED: the token expired, the session was revoked, or the connection is closed.
 *
 * `setState` is the only place that changes the state.
 */
export class Connection {
  private readonly id = newUuid();
  private state: State = { name: 'waiting' };
  private expiry: NodeJS.Timeout | undefined;
  /** For each token that is being checked: the sessions that were revoked meanwhile. */
  private readonly checks = new Set<Set<SessionId>>();
  private releaseQuota: (() => void) | undefined;
  private observed: ObservedConnection | undefined;

  constructor(private readonly options: ConnectionOptions) {}

  private setState(state: State): void {
    this.state = state;
    clearTimeout(this.expiry);
    if (state.name !== 'open' || state.principal.kind !== 'viewer') return;
    const leftMs = state.principal.expiresAt * 1000 - Date.now();
    this.expiry = setTimeout(() => this.signOut('Token expired'), Math.min(leftMs, MAX_TIMER_MS));
  }

  /** Undefined unless it is OPEN. */
  get principal(): Viewer | Anonymous | undefined {
    return this.state.name === 'open' ? this.state.principal : undefined;
  }

  /** Undefined unless it is OPEN with a viewer. */
  private get viewer(): Viewer | undefined {
    const { principal } = this;
    return principal?.kind === 'viewer' ? principal : undefined;
  }

  /** Whether clients have tokens at all. */
  get hasTokens(): boolean {
    return this.options.authenticate !== undefined;
  }

  /**
   * Opens it for the owner of the token; anonymous without one. Returns undefined if it was closed meanwhile.
   * Errors: UNAUTHENTICATED, also where the session is revoked while the token is checked.
   */
  async signIn(token: string | undefined): Promise<Viewer | Anonymous | undefined> {
    const principal = token === undefined ? ANONYMOUS : await this.check(token);
    if (this.state.name === 'ended') return undefined;
    this.setState({ name: 'open', principal });
    return principal;
  }

  /**
   * Keeps it open as long as a newer token of the same person. Returns when that expires.
   * Errors: UNAUTHENTICATED, FORBIDDEN for another person's token.
   */
  async renew(token: string): Promise<Date> {
    const next = await this.check(token);
    const { viewer } = this;
    if (!viewer) throw unauthenticated();
    if (next.user !== viewer.user || next.tenant !== viewer.tenant) throw forbidden("The token is another person's");
    this.setState({ name: 'open', principal: next });
    return new Date(next.expiresAt * 1000);
  }

  private async check(token: string): Promise<Viewer> {
    const { authenticate } = this.options;
    if (!authenticate) throw unauthenticated();
    const revoked = new Set<SessionId>();
    this.checks.add(revoked);
    try {
      const principal = await authenticate(token);
      if (principal.kind !== 'viewer' || principal.expiresAt * 1000 <= Date.now() || revoked.has(principal.session))
        throw unauthenticated();
      return principal;
    } finally {
      this.checks.delete(revoked);
    }
  }

  /** Counts it against its viewer's quotas, and tells the observer, until it is closed. Errors: QUOTA_EXCEEDED. */
  async register(): Promise<void> {
    const { viewer } = this;
    if (!viewer) return;
    const release = await this.options.quotas.claim(viewer);
    // it was closed meanwhile
    if (!this.viewer) return release();
    this.releaseQuota = release;
    this.observed = { id: this.id, viewer };
    this.options.observer?.connected(this.observed);
  }

  /** The client has given a sign of life. */
  alive(): void {
    if (this.observed) this.options.observer?.alive(this.observed);
  }

  revoke(session: SessionId): void {
    for (const revoked of this.checks) revoked.add(session);
    if (this.viewer?.session === session) this.signOut('Session ended');
  }

  private signOut(reason: string): void {
    this.setState({ name: 'ended' });
    this.options.onSignedOut(reason);
  }

  close(): void {
    this.setState({ name: 'ended' });
    this.releaseQuota?.();
    this.releaseQuota = undefined;
    if (this.observed) this.options.observer?.disconnected(this.observed);
    this.observed = undefined;
  }
}
