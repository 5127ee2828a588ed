import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { LiveStream } from './live';
import type { PreparedOperation } from './operations';
import type { Topics } from './topics';
import type { Views } from './views';

/** One client's subscription, on its way to become a stream. */
export interface Subscribing {
  operation: PreparedOperation;
  variables: Record<string, unknown>;
  request: RequestContext;
  /** Owner of the subscription field. */
  subgraph: Subgraph;
  authorize: LiveStream['reauthorize'];
  topics: Topics;
  views: Views;
  bus: LiveBus;
  log: Logger;
}

export const userOf = ({ principal }: RequestContext): string | undefined =>
  principal.kind === 'viewer' ? principal.user : undefined;
