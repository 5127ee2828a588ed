import type { QueryPlan } from '@apollo/query-planner';
import type { ErrorCode } from '@parley/contracts/errors';

/** What a planning thread starts with. */
export interface PlanningWorkerData {
  supergraphSdl: string;
}

/** The thread responds to each request before it reads the next one. */
export interface PlanRequest {
  /** An internal operation, as text. */
  operation: string;
}

/** `ready` comes first, once the thread reads requests. */
export type PlanResponse =
  { ready: true } | { node: QueryPlan['node'] } | { error: { message: string; code: ErrorCode } };
