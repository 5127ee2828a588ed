import type { Envelope, LatestEnvelope, LiveSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { ExecutionResult } from 'graphql';
import type { FrameBudget } from '../view/frame-store';
import type { LatestView } from '../view/latest-view';
import type { LogView } from '../view/log-view';
import type { PreparedOperation } from './operations';
import type { Framing, Outlet } from '../delivery/outlet';
import { askSource } from '../source-queries';
import type { Topics } from '../topic/topics';
import type { Views } from '../view/views';

/** What the subscriptions of a process share. */
export interface LiveParts {
  topics: Topics;
  logViews: Views<LogView>;
  latestViews: Views<LatestView>;
  budget: FrameBudget;
  bus: LiveBus;
  log: Logger;
  /** The request as which an event is executed now. */
  requestAs(principal: Principal): RequestContext;
  /** Bounds what is made again at once for those who are behind. */
  behind<T>(work: () => Promise<T>): Promise<T>;
  /** Told of every result that was encoded. */
  executed(): void;
}

/** One client's subscription, on its way to become a stream. */
export interface Subscribing {
  operation: PreparedOperation;
  variables: Record<string, unknown>;
  /** The variables as the client gave them, for the owner to read. */
  given: Record<string, unknown>;
  request: RequestContext;
  /** Whether its frames carry the trace of what caused the event. */
  traced: boolean;
  /** Owner of the subscription field. */
  subgraph: Subgraph;
  outlet: Outlet;
  framing: Framing;
  parts: LiveParts;
}

/** Whom a view's results are the same for: all that its topic's principal stands for, or the subscriber alone. */
export const principalOf = ({ operation, request }: Subscribing, shared: unknown): Principal =>
  shared === undefined || operation.personal ? request.principal : (shared as Principal);

/** What makes a view another one than the rest of its topics. */
export const viewKey = ({ operation, variables, traced }: Subscribing, principal: Principal): string =>
  JSON.stringify([operation.text, operation.shaping.map((name) => variables[name]), principal, traced]);

/** Who is limited in how many views they have of these topics. */
export const holderOf = ({ request: { principal } }: Subscribing, topics: readonly string[]): string =>
  JSON.stringify([principal.kind === 'viewer' ? principal.user : '', ...topics]);

/** Asks the owner of the field whether a viewer may have the subscription, and what it listens to then. */
export const askAgain = ({ subgraph, operation, given }: Subscribing, request: RequestContext): Promise<LiveSource> =>
  askSource(subgraph, { operation: operation.definition, variables: given, request });

/** Executes the operation for one event. */
export const executeFor = (
  { operation, variables }: Subscribing,
  root: Envelope | LatestEnvelope,
  request: RequestContext,
): Promise<ExecutionResult> => operation.plan.execute(root, variables, request);
