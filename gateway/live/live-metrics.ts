import { together } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FrameBudget } from './frame-store';
import type { Sweep } from './sweep';
import type { Topics } from './topics';
import type { Views } from './views';

export interface LiveState {
  topics: Topics;
  logViews: Views<unknown>;
  latestViews: Views<unknown>;
  upstreamViews: Views<unknown>;
  budget: FrameBudget;
  sweep: Sweep;
  /** Subscriptions that are open. */
  subscriptions(): number;
  /** Operations that were executed for an event, and encoded. */
  executions(): number;
  /** Pages that are made again now, or wait for it. */
  behind(): number;
  maxFrameBytes: number;
}

/** How much is executed, encoded and delivered, and for how many. Answers how to stop reading it. */
export function measureLive(metrics: Metrics, state: LiveState): () => void {
  const { topics, logViews, latestViews, upstreamViews, budget, sweep } = state;
  const views = metrics.gauge({
    name: 'parley_live_views',
    help: 'Different subscriptions to the same topics, each executed once an event, by delivery class',
    labels: ['delivery'],
  });
  const gauge = (
    name: `parley_live_${string}_${'topics' | 'streams' | 'bytes' | 'connections' | 'requests'}`,
    help: string,
  ) => metrics.gauge({ name, help });
  const tally = (name: `parley_live_${string}_total`, help: string) => metrics.tally({ name, help });
  return together(
    gauge('parley_live_open_topics', 'Topics that this process listens to').read(() => topics.open),
    gauge('parley_live_open_streams', 'Subscriptions that are delivered').read(state.subscriptions),
    views.read(() => logViews.size, { delivery: 'log' }),
    views.read(() => latestViews.size, { delivery: 'latest' }),
    views.read(() => upstreamViews.size, { delivery: 'upstream' }),
    tally('parley_live_executions_total', 'Executions of a subscription for one event, each encoded once').read(
      state.executions,
    ),
    tally('parley_live_deliveries_total', 'Frames written to subscribers').read(() => sweep.delivered),
    tally('parley_live_writes_total', 'Writes to connections that carried them').read(() => sweep.writes),
    tally('parley_live_repairs_total', 'Reads of the log for events that the bus had lost').read(() => topics.repairs),
    gauge('parley_live_kept_bytes', 'Encoded events kept for subscribers who are a little behind').read(
      () => budget.heldBytes,
    ),
    gauge('parley_live_max_kept_bytes', 'What may be kept; then the oldest go').read(() => state.maxFrameBytes),
    gauge('parley_live_congested_connections', 'Connections that have not taken all they were sent').read(
      () => sweep.congested,
    ),
    gauge('parley_live_congested_bytes', 'Bytes that connections were sent and have not taken').read(
      () => sweep.congestedBytes,
    ),
    tally('parley_live_too_slow_total', 'Connections closed because they took nothing for too long').read(
      () => sweep.tooSlow,
    ),
    gauge('parley_live_resting_connections', 'Connections that were sent as much as they may be in the time').read(
      () => sweep.resting,
    ),
    gauge('parley_live_behind_requests', 'Pages of events made again, or waiting for it, for those far behind').read(
      state.behind,
    ),
    gauge('parley_live_waiting_connections', 'Connections that wait for their turn').read(() => sweep.waiting),
  );
}
