import type { Metrics } from '@parley/runtime/metrics/metrics';

type Phase = 'parse' | 'validate' | 'plan' | 'compile';

/** Runs a step of preparing an operation, and observes how long it takes, whatever comes of it. */
export type MeasurePhase = <T>(phase: Phase, step: () => T) => T;

export function phaseDurations(metrics: Metrics): MeasurePhase {
  const durations = metrics.histogram({
    name: 'parley_prepare_duration_seconds',
    help: 'Steps of preparing an operation that is not cached; phase: parse, validate, plan (with the wait for the planning thread), or compile',
    labels: ['phase'],
  });
  return <T>(phase: Phase, step: () => T): T => {
    const started = performance.now();
    const observe = () => durations.observe((performance.now() - started) / 1_000, { phase });
    let result: T | undefined;
    try {
      result = step();
      return result instanceof Promise ? (result.finally(observe) as T) : result;
    } finally {
      if (!(result instanceof Promise)) observe();
    }
  };
}
