import { forbidden, type ParleyError, unauthenticated, unavailable } from '@parley/contracts/errors';
import type { ExecutionResult } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { SubgraphError } from '../../federation/subgraph-error';

/** What a subgraph ended a subscription with: its own errors, each as it is for the client. */
export const subgraphErrors = (errors: readonly unknown[]): AggregateError =>
  new AggregateError(
    errors.map((error) => new SubgraphError(error)),
    'The subgraph ended the subscription',
  );

/** An event as the query plan's executor takes it: the subgraph's errors pass with whatever they tell. */
export const asPushed = ({ data, errors }: ExecutionResult): ExecutionResult => ({
  data,
  ...(errors?.length ? { errors: errors.map((error) => new SubgraphError(error)) as never } : {}),
});

/** Whether it is no event, but says why there will be none. */
export const isRefusal = ({ data, errors }: ExecutionResult): boolean => data === undefined && errors !== undefined;

/** By the HTTP status that the subgraph responded with instead of opening a stream. */
export function ofStatus(status: number): ParleyError {
  if (status === 401) return unauthenticated('The subgraph wants you to sign in');
  if (status === 403) return forbidden('The subgraph does not allow that');
  return outOfReach(new Error(`HTTP status ${status}`));
}

/** Whether a retry after this HTTP status is of no use. */
export const isFinalStatus = (status: number): boolean =>
  status < 500 && status !== 408 && status !== 425 && status !== 429;

/** `cause`: what a WebSocket client says of a connection that failed, an event of it or an error. */
export function ofSocket(cause: unknown): ParleyError {
  const { code, reason } = cause as { code?: unknown; reason?: unknown };
  if (code === CloseCode.Unauthorized) return ofStatus(401);
  if (code === CloseCode.Forbidden) return ofStatus(403);
  const status = upgradeStatusOf(cause);
  if (status !== undefined) return ofStatus(status);
  return outOfReach(cause instanceof Error ? cause : new Error(`socket closed: ${String(code)} ${String(reason)}`));
}

/** Whether a WebSocket that failed so would fail again. */
export function isFinal(cause: unknown): boolean {
  if ((cause as { code?: unknown }).code === CloseCode.Forbidden) return true;
  const status = upgradeStatusOf(cause);
  return status !== undefined && isFinalStatus(status);
}

export const outOfReach = (cause: unknown): ParleyError => unavailable('A part of the service does not respond', cause);

/** `ws` reports the status of a refused upgrade only in the message. */
function upgradeStatusOf(cause: unknown): number | undefined {
  const status = /^Unexpected server response: (\d+)$/.exec(String((cause as { message?: unknown }).message))?.[1];
  return status === undefined ? undefined : Number(status);
}
