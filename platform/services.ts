import type { AccessTokens } from '@parley/identity/access-tokens';
import type { EncryptionKeys } from '@parley/identity/encryption-keys';
import type { Revocations } from '@parley/identity/revocations';
import type { SocketTokens } from '@parley/identity/socket-tokens';
import type { Commits } from '@parley/log/commits';
import type { LogReads } from '@parley/log/log-reads';
import type { MemberHeads } from '@parley/log/member-heads';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { Jobs } from '@parley/ports/jobs/jobs';
import type { MailTransport } from '@parley/ports/mail/mail-transport';
import type { Mailer } from '@parley/ports/mail/mailer';
import type { Cdn } from '@parley/ports/objects/cdn';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { SearchIndex, SearchUpkeep } from '@parley/ports/search/search-index';
import type { Suspicion } from '@parley/ports/suspicion/suspicion';
import type { Audit } from '@parley/ports/audit/audit-trail';
import type { Databases } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { ReadSettings } from '@parley/runtime/declared-settings';
import type { Settings } from '@parley/runtime/settings';
import type { Inspectors } from './inspectors';

/** The services of the platform for subgraphs: each `module.ts` says which of them the subgraph needs. */
export interface PlatformServices {
  /** The settings that are no subgraph's own. */
  readonly settings: Settings;
  /** Returns the values of the settings that a subgraph's module declares. */
  readonly settingsOf: ReadSettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly suspicion: Suspicion;
  readonly database: Databases;
  /** Reads of logs and messages that a replica may serve. */
  readonly logReads: LogReads;
  /** Announces what this process commits. */
  readonly commits: Commits;
  /** Positions of conversations, with who is a member of them. */
  readonly memberHeads: MemberHeads;
  readonly bus: LiveBus;
  readonly ephemeral: EphemeralStore;
  readonly index: SearchIndex & SearchUpkeep;
  readonly objects: ObjectStore;
  readonly cdn: Cdn;
  readonly inspectors: Inspectors;
  /** Adds background jobs. */
  readonly jobs: Jobs;
  /** Missing where mails can't be sent. */
  readonly mailer?: Mailer;
  /** For jobs that make a mail when it is sent. Missing where mails can't be sent. */
  readonly mails?: MailTransport;
  /** Where clients reach the gateway. `origin`: where a request reached it. */
  publicUrl(origin?: string): string;
  readonly accessTokens: AccessTokens;
  readonly socketTokens: SocketTokens;
  readonly revocations: Revocations;
  readonly encryptionKeys: EncryptionKeys;
}
