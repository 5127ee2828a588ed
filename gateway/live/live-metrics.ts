import { callAll } from '@parley/runtime/call-all';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FrameBudget } from './view/frame-store';
import type { Sweep } from './delivery/sweep';
import type { Topics } from './topic/topics';
import type { Views } from './view/views';

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
  /** Batches of executions whose time was up. */
  late(): number;
  /** Pages that are made again now, or wait for it. */
  replays(): number;
  maxFrameBytes: number;
}

/** Metrics of execution, encoding and delivery. Returns a function that stops reading them. */
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
  return callAll(
    gauge('parley_live_open_topics', 'Topics that this process subscribes to').read(() => topics.open),
    gauge('parley_live_open_streams', 'Subscriptions that receive events').read(state.subscriptions),
    views.read(() => logViews.size, { delivery: 'log' }),
    views.read(() => latestViews.size, { delivery: 'latest' }),
    views.read(() => upstreamViews.size, { delivery: 'upstream' }),
    tally('parley_live_executions_total', 'Executions of a subscription for one event, each encoded once').read(
      state.executions,
    ),
    tally(
      'parley_live_late_executions_total',
      'Events that were executed without the response of a subgraph that missed the deadline',
    ).read(state.late),
    tally('parley_live_deliveries_total', 'Frames written to subscribers').read(() => sweep.delivered),
    tally('parley_live_writes_total', 'Writes to connections; each carries one or more frames').read(
      () => sweep.writes,
    ),
    tally('parley_live_repairs_total', 'Reads of the log for events that the bus had lost').read(() => topics.repairs),
    gauge('parley_live_kept_bytes', 'Encoded events cached for subscribers slightly behind').read(
      () => budget.heldBytes,
    ),
    gauge('parley_live_max_kept_bytes', 'Bound of the cached events; beyond it the oldest are evicted').read(
      () => state.maxFrameBytes,
    ),
    gauge('parley_live_congested_connections', 'Connections whose clients have not read everything').read(
      () => sweep.congested,
    ),
    gauge('parley_live_congested_bytes', 'Bytes written to connections that clients have not read').read(
      () => sweep.congestedBytes,
    ),
    tally('parley_live_too_slow_total', 'Connections closed because their clients read nothing for too long').read(
      () => sweep.closedAsTooSlow,
    ),
    gauge('parley_live_throttled_connections', 'Connections at their throughput limit').read(() => sweep.throttled),
    gauge(
      'parley_live_behind_requests',
      'Pages of events that are executed again, or wait for it, for subscribers far behind',
    ).read(state.replays),
    gauge('parley_live_waiting_connections', 'Connections with frames that wait for the next sweep').read(
      () => sweep.queued,
    ),
  );
}
