import { MEASURES, SIGNALS, type Signal } from '@parley/ports/suspicion/suspicion';
import { addSignals, measureFor, scoreOf, signalsOfSignIn, SIGNAL_WEIGHTS, THRESHOLDS } from './suspicion';

const times = (count: number, signal: Signal): Signal[] => Array.from({ length: count }, () => signal);
const scoreAfter = (...signals: Signal[]) => scoreOf(addSignals({}, 0, signals));

it('adds points, up to what a signal counts for at most', () => {
  expect(scoreAfter('new-device', 'new-network')).toBe(35);
  for (const signal of SIGNALS) expect(scoreAfter(...times(100, signal))).toBe(SIGNAL_WEIGHTS[signal].most);
});

it('points fade by half in an hour, and then to nothing', () => {
  const points = addSignals({}, 0, ['mass-reading']);
  expect(scoreOf(addSignals(points, 3_600_000, []))).toBe(27.5);
  expect(addSignals(points, 24 * 3_600_000, [])).toEqual({});
  expect(scoreOf(addSignals(points, -5_000, []))).toBe(55);
});

it('measures grow with the score', () => {
  expect([0, 39.9, 40, 60, 100, 140, 1_000].map(measureFor)).toEqual([
    ...[undefined, undefined],
    ...['slow', 'challenge', 'end-sessions', 'lock', 'lock'],
  ]);
  expect(THRESHOLDS.map(([, measure]) => measure)).toEqual(MEASURES);
});

it('someone who moves to a new device in a new place is not bothered; with many wrong passwords before, they are asked', () => {
  expect(measureFor(scoreAfter('new-device', 'new-network'))).toBeUndefined();
  expect(measureFor(scoreAfter('new-device', 'new-network', 'failed-sign-ins'))).toBe('challenge');
});

const STRANGE = { hasDevices: true, knowsDevice: false, hasNetworks: true, knowsNetwork: false, elsewhereMs: 30_000 };

it.each([
  ['from a device that is known', { ...STRANGE, knowsDevice: true }, 100, []],
  ['the first ever', { ...STRANGE, hasDevices: false, hasNetworks: false, elsewhereMs: null }, 0, []],
  ['from elsewhere at once', STRANGE, 0, ['new-device', 'new-network', 'impossible-speed']],
  ['from elsewhere later', { ...STRANGE, elsewhereMs: 600_000 }, 0, ['new-device', 'new-network']],
  ['from home after guesses', { ...STRANGE, knowsNetwork: true }, 5, ['failed-sign-ins', 'new-device']],
])('a sign-in %s', (_, familiarity, failures, signals) => {
  expect(signalsOfSignIn(familiarity, failures)).toEqual(signals);
});
