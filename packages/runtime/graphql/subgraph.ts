import type { Envelope, LatestEnvelope } from '@parley/contracts/live';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { RequestContext } from '../request';

/** One subgraph, ready to execute operations, in this process or another. */
export interface Subgraph {
  readonly name: string;
  execute(request: SubgraphRequest): Promise<SubgraphResult>;
}

export interface SubgraphResult extends ExecutionResult {
  /** It is in another process, and did not respond; the errors say so. */
  unreachable?: boolean;
}

export interface SubgraphRequest {
  document: DocumentNode;
  variables?: Record<string, unknown>;
  operationName?: string;
  request: RequestContext;
  /** For a subscription: the root value of its one result. */
  root?: Envelope | LatestEnvelope;
}
