import { parentPort, workerData } from 'node:worker_threads';
import { isErrorCode } from '@parley/contracts/errors';
import { parse } from 'graphql';
import { createPlanner } from './planner';
import type { PlanRequest, PlanResponse, PlanningWorkerData } from './planning-messages';

/** A thread that plans operations on one supergraph, one after the other. */
const port = parentPort!;
const planner = createPlanner((workerData as PlanningWorkerData).supergraphSdl);

function respondTo({ operation }: PlanRequest): PlanResponse {
  try {
    return { node: planner.plan(parse(operation, { noLocation: true })) };
  } catch (error) {
    const { message, code } = error as { message: string; code?: unknown };
    return { error: { message, code: isErrorCode(code) ? code : 'INTERNAL' } };
  }
}

port.on('message', (request: PlanRequest) => port.postMessage(respondTo(request)));
port.postMessage({ ready: true } satisfies PlanResponse);
