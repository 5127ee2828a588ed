import { unavailable } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import type { PreparedOperation } from '../graph/prepared-operation';

interface Options {
  request: RequestContext;
  /** For the operation altogether, in milliseconds. */
  deadlineMs: number;
}

/** Ends what takes too long, and a query whose client is gone; what changes something goes on. */
export async function executeWithin<T>(
  { definition }: PreparedOperation,
  { request, deadlineMs }: Options,
  execute: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const deadline = setTimeout(() => controller.abort(unavailable('That took too long')), deadlineMs);
  const leave = () => controller.abort(request.signal?.reason);
  const left = definition.operation === 'query' ? request.signal : undefined;
  left?.addEventListener('abort', leave);
  try {
    return await execute(controller.signal);
  } finally {
    clearTimeout(deadline);
    left?.removeEventListener('abort', leave);
  }
}
