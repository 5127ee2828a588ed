import { unavailable } from '@parley/contracts/errors';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { serviceGroup } from '@parley/runtime/service';
import { getOperationAST, getVariableValues } from 'graphql';
import pLimit from 'p-limit';
import { UNLIMITED, type Limiter } from '../connection/limits/limiter';
import { exactVariables } from '../execution/exact-variables';
import { createAdmission } from '../federation/admission';
import type { Graph } from '../graph/graph';
import { callerOf } from '../graph/prepared-operation';
import { explain, Subscriptions } from './explain/explain';
import { explainEverywhere } from './explain/explain-everywhere';
import { createFrameBudget } from './view/frame-store';
import type { LatestView } from './view/latest-view';
import { subscribeLatest } from './subscription/latest-subscription';
import type { Live } from './live';
import { measureLive, type LiveState } from './live-metrics';
import { subscribeLog } from './subscription/log-subscription';
import type { LogView } from './view/log-view';
import { createOperations, type SubscriptionGraph } from './subscription/operations';
import { withPlainRoot } from './subscription/plain-root';
import { createSubscriptionPlanner } from './subscription/plan';
import { executionBatches } from './view/execution-batches';
import type { Stream } from './delivery/stream';
import { authorize, type PendingSubscription, type SharedState } from './subscription/pending-subscription';
import { createSweep } from './delivery/sweep';
import { createTopicQuotas } from './subscription/topic-quotas';
import { shareSubscriptions } from './topic/shared-subscriptions';
import { createTopics } from './topic/topics';
import { createPassThrough } from './upstream/pass-through';
import type { UpstreamView } from './upstream/upstream-view';
import type { Upstreams } from './upstream/upstreams';
import { createViews } from './view/views';

interface LiveOptions {
  graph: Graph;
  /** Those that say what to listen to. */
  subgraphs: ReadonlyMap<string, Subgraph>;
  /** The subgraphs that push their events themselves. */
  upstreams?: Upstreams;
  bus: LiveBus;
  /** What operations, events and replays are charged to; without it nothing is. */
  limiter?: Limiter;
  logger: Logger;
  metrics?: Metrics;
  limits: LiveLimits;
}

export interface LiveLimits {
  /** Bytes of encoded frames that are kept for those who are a little behind. */
  frameBytes: number;
  /** How long they are, in milliseconds. */
  frameMs: number;
  /** A connection that takes nothing for as long is closed, in milliseconds. */
  stuckMs: number;
  /** Deadline of the fetches for an event, in milliseconds. */
  executionMs: number;
  /** Bytes that one connection is given in a second. */
  bytesPerSecond: number;
  /** Different views of the same topics that one user may have at once. */
  viewsPerUser: number;
  /** Topics that the subscriptions of one connection may follow at once, and those of one user. */
  topicsPerConnection: number;
  topicsPerUser: number;
}

/** Pages of events that are made again at once, for those who are behind. */
const REPLAYS = 8;
const EXPIRE_EVERY_MS = 1_000;

export function createLive(options: LiveOptions): Live {
  const { graph, subgraphs, upstreams, bus, logger, limits, limiter = UNLIMITED } = options;
  const { metrics = createMetrics() } = options;
  const graphOf = (next: Graph): SubscriptionGraph => ({
    planner: createSubscriptionPlanner(next, subgraphs),
    personalFields: next.personalFields,
  });
  let present = { graph, admission: createAdmission(graph, limiter) };
  const operations = createOperations(graphOf(graph), () => void passThrough?.replanned());
  const topics = createTopics({ bus, logger });
  const sweep = createSweep(limits);
  const budget = createFrameBudget({ bytes: limits.frameBytes, ms: limits.frameMs });
  const replayLimit = pLimit(REPLAYS);
  let executions = 0;
  let late = 0;
  const subscriptions = new Subscriptions();
  const viewLimits = { maxPerHolder: limits.viewsPerUser, close: (view: { close(): void }) => view.close() };
  const shared: SharedState = {
    topics,
    topicQuotas: createTopicQuotas({ perConnection: limits.topicsPerConnection, perUser: limits.topicsPerUser }),
    logViews: createViews<LogView>(viewLimits),
    latestViews: createViews<LatestView>(viewLimits),
    budget,
    bus: shareSubscriptions(bus),
    limiter,
    logger,
    executions: executionBatches({ logger, deadlineMs: limits.executionMs, onLate: () => late++ }),
    replayLimit,
    onExecuted: () => executions++,
  };
  const upstreamViews = createViews<UpstreamView>(viewLimits);
  const state: LiveState = {
    ...shared,
    upstreamViews,
    sweep,
    subscriptions: () => subscriptions.size,
    executions: () => executions,
    late: () => late,
    replays: () => replayLimit.activeCount + replayLimit.pendingCount,
    maxFrameBytes: limits.frameBytes,
  };
  const passThrough = upstreams && createPassThrough({ upstreams, views: upstreamViews, api: () => operations.api });
  let expiring: NodeJS.Timeout | undefined;
  let stopMeasuring: (() => void) | undefined;
  const frames = {
    name: 'live-frames',
    async start() {
      expiring = setInterval(() => budget.expire(), EXPIRE_EVERY_MS);
      stopMeasuring = measureLive(metrics, state);
    },
    async stop() {
      clearInterval(expiring);
      stopMeasuring?.();
    },
  };
  const explaining = explainEverywhere(bus, logger, (question) =>
    explain({ topics, views: shared.logViews, subscriptions }, question),
  );
  const services = serviceGroup('live', [frames, sweep, ...(upstreams ? [upstreams] : []), topics, explaining]);

  return {
    name: services.name,
    start: services.start,
    stop: services.stop,
    async replace(next) {
      present = { graph: next, admission: createAdmission(next, limiter) };
      await operations.replace(graphOf(next));
      await passThrough?.replanned();
    },
    explain: explaining.explain,
    connect: sweep.outlet,
    async subscribe({ document, operationName, variables: given, request, traced = false, outlet, framing }) {
      const definition = getOperationAST(document, operationName)!;
      const definitions = definition.variableDefinitions ?? [];
      const rawVariables = exactVariables(operations.api, definitions, given);
      const { coerced: variables, errors } = getVariableValues(operations.api, definitions, rawVariables, {
        maxErrors: 10,
      });
      if (!variables) return { errors };
      const plain = withPlainRoot(operations.api, { document, operation: definition, variables: rawVariables });
      const { admission, graph: costed } = present;
      const cost = costed.admit({ document, operationName, variables });
      await admission.charge({ document, operationName, variables }, cost, request);
      const operation = await operations.prepare(plain, operationName, callerOf(request));
      const eventsAtOnce = Math.max(1, Math.floor(costed.limits.maxCost / Math.max(1, cost)));
      const pending = {
        operation,
        variables,
        rawVariables,
        request,
        traced,
        cost,
        eventsAtOnce,
        outlet,
        framing,
        shared,
      };
      const subgraph = operation.plan.hasSource ? subgraphs.get(operation.plan.service) : undefined;
      const stream = subgraph ? await subscribeTo({ ...pending, subgraph }) : await passThrough?.subscribe(pending);
      if (!stream) throw unavailable('The subscriptions of this subgraph are not served here');
      subscriptions.add(stream, operation.name);
      stream.onEnd(operations.use(operation, (error) => stream.end(error)));
      return stream;
    },
  };
}

/** Subscribes to what the owner of the field says. */
async function subscribeTo(pending: PendingSubscription): Promise<Stream> {
  const source = await authorize(pending, pending.request);
  return source.delivery === 'log' ? subscribeLog(pending, source) : subscribeLatest(pending, source);
}
