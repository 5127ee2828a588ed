import type { TenantId, UserId } from '@parley/contracts/ids';

/** Kinds of suspicious activity. */
export const SIGNALS = [
  'failed-sign-ins',
  'new-device',
  'new-network',
  'impossible-speed',
  'token-reuse',
  'mass-reading',
] as const;
export type Signal = (typeof SIGNALS)[number];

/** Measures against it, from the mildest to the most severe. */
export const MEASURES = ['slow', 'challenge', 'end-sessions', 'lock'] as const;
export type Measure = (typeof MEASURES)[number];

/** The account that signals are about. */
export interface Suspect {
  tenant: TenantId;
  user: UserId;
  /** IP address of the request. */
  address?: string;
  correlationId: string;
}

export interface Judgement {
  score: number;
  /** The most severe measure of the score. */
  measure?: Measure;
  /** Nobody can sign in until the person unlocks the account by mail. */
  locked: boolean;
}

/** Scores accounts by signals of suspicious activity, and takes measures. */
export interface Suspicion {
  /** Adds signals to the account's score. The measures have been taken when the promise resolves. */
  note(suspect: Suspect, signals: readonly Signal[]): Promise<Judgement>;
  /** As `note`, but asynchronously: the caller does not wait, and a failure is logged. */
  report(suspect: Suspect, signal: Signal): void;
  /** Resets the score, because the person has proven their identity. */
  clear(person: Pick<Suspect, 'tenant' | 'user'>): Promise<void>;
}
