import type { Measure, Signal } from '@parley/ports/suspicion/suspicion';

interface SignalWeight {
  /** Added to the score each time. */
  points: number;
  /** The most that these signals add to the score together: a higher score needs others. */
  most: number;
}

/**
 * The one table of signals and their weights. All signals of sign-ins need the right password: strangers cannot raise the score
 * of an account.
 */
export const SIGNAL_WEIGHTS: Readonly<Record<Signal, SignalWeight>> = {
  'failed-sign-ins': { points: 25, most: 25 },
  'new-device': { points: 20, most: 35 },
  'new-network': { points: 15, most: 30 },
  'impossible-speed': { points: 30, most: 60 },
  'token-reuse': { points: 55, most: 110 },
  'mass-reading': { points: 55, most: 165 },
};

/** The one table of measures, by the score from which each is taken. A more severe measure includes those before it. */
export const THRESHOLDS: readonly (readonly [score: number, measure: Measure])[] = [
  [40, 'slow'],
  [60, 'challenge'],
  [100, 'end-sessions'],
  [140, 'lock'],
];

/** After this time, half of the points are left. */
const HALF_LIFE_MS = 3_600_000;
/** After this number of wrong passwords, the right one may have been guessed. */
export const MANY_FAILURES = 5;
/** Nobody moves to a network that is new to them this soon after they used another one. */
export const IMPOSSIBLE_MS = 120_000;
export const SLOWED_MS = 900_000;

/** Points by signal. */
export type Points = Readonly<Partial<Record<Signal, number>>>;

export function addSignals(points: Points, elapsedMs: number, signals: readonly Signal[]): Points {
  const left = 2 ** (-Math.max(0, elapsedMs) / HALF_LIFE_MS);
  const next: Partial<Record<Signal, number>> = {};
  for (const [signal, value] of Object.entries(points)) if (value * left >= 1) next[signal as Signal] = value * left;
  for (const signal of signals) {
    const { points: more, most } = SIGNAL_WEIGHTS[signal];
    next[signal] = Math.min((next[signal] ?? 0) + more, most);
  }
  return next;
}

export const scoreOf = (points: Points): number => Object.values(points).reduce((sum, value) => sum + value, 0);

export const measureFor = (score: number): Measure | undefined =>
  THRESHOLDS.findLast(([threshold]) => score >= threshold)?.[1];

/** Facts about earlier sign-ins. */
export interface Familiarity {
  hasDevices: boolean;
  knowsDevice: boolean;
  hasNetworks: boolean;
  knowsNetwork: boolean;
  /** Milliseconds since the account was last used on another network. */
  elsewhereMs: number | null;
}

export function signalsOfSignIn(familiarity: Familiarity, failures: number): Signal[] {
  const { hasDevices, knowsDevice, hasNetworks, knowsNetwork, elsewhereMs } = familiarity;
  if (knowsDevice) return [];
  const isNewNetwork = hasNetworks && !knowsNetwork;
  const signals: readonly (readonly [Signal, boolean])[] = [
    ['failed-sign-ins', failures >= MANY_FAILURES],
    ['new-device', hasDevices],
    ['new-network', isNewNetwork],
    ['impossible-speed', isNewNetwork && elsewhereMs !== null && elsewhereMs < IMPOSSIBLE_MS],
  ];
  return signals.flatMap(([signal, applies]) => (applies ? [signal] : []));
}
