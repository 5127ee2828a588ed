import type { Envelope, LatestEnvelope, LiveSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { Outcome } from '../../execution/compiled-operation';
import type { Limiter } from '../../connection/limits/limiter';
import type { Outlet } from '../delivery/outlet';
import type { Framing } from '../delivery/transport';
import { querySource } from '../source-queries';
import type { Topics } from '../topic/topics';
import type { ExecutionBatch, ExecutionBatches } from '../view/execution-batches';
import type { FrameBudget } from '../view/frame-store';
import type { LatestView } from '../view/latest-view';
import type { LogView } from '../view/log-view';
import type { Views } from '../view/views';
import type { PreparedOperation } from './operations';
import type { TopicQuotas } from './topic-quotas';

/** What the subscriptions of a process share. */
export interface SharedState {
  topics: Topics;
  topicQuotas: TopicQuotas;
  logViews: Views<LogView>;
  latestViews: Views<LatestView>;
  budget: FrameBudget;
  /** Views of class `latest` share their subscriptions. */
  bus: Pick<LiveBus, 'subscribe'>;
  /** What events and replays are charged to. */
  limiter: Limiter;
  logger: Logger;
  /** What events are executed in. */
  executions: ExecutionBatches;
  /** Bounds how many pages are made again at once. */
  replayLimit<T>(work: () => Promise<T>): Promise<T>;
  /** Called for every result that was encoded. */
  onExecuted(): void;
}

/** One client's subscription, until it has become a stream. */
export interface PendingSubscription {
  operation: PreparedOperation;
  /** Coerced. */
  variables: Record<string, unknown>;
  /** As the client gave them, for the owner to read. */
  rawVariables: Record<string, unknown>;
  request: RequestContext;
  /** Whether its frames carry the trace of what caused the event. */
  traced: boolean;
  /** Of one event. */
  cost: number;
  /** Events that together cost no more than one operation may. */
  eventsAtOnce: number;
  /** Owner of the subscription field. */
  subgraph: Subgraph;
  outlet: Outlet;
  framing: Framing;
  shared: SharedState;
}

/** Whom a view's results are the same for: all that its topic's principal stands for, or the subscriber alone. */
export const principalOf = ({ operation, request }: PendingSubscription, topicPrincipal: unknown): Principal =>
  topicPrincipal === undefined || operation.personal ? request.principal : (topicPrincipal as Principal);

/** What makes a view another one than the rest of its topics. */
export const viewKey = ({ operation, variables, traced }: PendingSubscription, principal: Principal): string =>
  JSON.stringify([operation.text, operation.shaping.map((name) => variables[name]), principal, traced]);

/**
 * Who is limited in how many views they have: of one topic, or of several together. Each set of topics is another view, so that
 * a limit for each set would be none.
 */
export const holderOf = ({ request: { principal } }: PendingSubscription, topics: readonly string[]): string =>
  JSON.stringify([principal.kind === 'viewer' ? principal.user : '', topics.length === 1 ? topics[0] : null]);

/** Queries the owner of the field, which authorizes the viewer of `request` and returns the topics to follow. */
export const authorize = (
  { subgraph, operation, rawVariables }: PendingSubscription,
  request: RequestContext,
): Promise<LiveSource> => querySource(subgraph, { operation: operation.definition, variables: rawVariables, request });

/** Executes the operation for one event. */
export const executeFor = (
  { operation, variables }: PendingSubscription,
  root: Envelope | LatestEnvelope,
  batch: ExecutionBatch,
): Promise<Outcome> => operation.plan.execute(root, variables, batch);
