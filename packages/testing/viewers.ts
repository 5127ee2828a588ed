import { randomUUID } from 'node:crypto';
import type { DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import type { Principal, Viewer } from '@parley/contracts/principal';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { parse, type ExecutionResult } from 'graphql';
import pino from 'pino';

/** A viewer; by default a new person of a new tenant. */
export const aViewer = ({ tenant = randomUUID() as TenantId, user = randomUUID() as UserId } = {}): Viewer => ({
  kind: 'viewer',
  tenant,
  user,
  session: randomUUID() as SessionId,
  device: randomUUID() as DeviceId,
  scopes: [],
  bot: false,
  expiresAt: Number.MAX_SAFE_INTEGER,
});

/** Executes operations on a subgraph as a principal, each in a new request, from an address where that matters. */
export function asking(subgraph: Subgraph, principal: Principal, address?: string) {
  return <Data = Record<string, never>>(
    source: string,
    variables: Record<string, unknown> = {},
  ): Promise<ExecutionResult<Data>> =>
    subgraph.execute({
      document: parse(source),
      variables,
      request: { principal, address, correlationId: randomUUID(), logger: pino({ level: 'silent' }) },
    }) as Promise<ExecutionResult<Data>>;
}

/** The error codes of a result. */
export const codesOf = ({ errors = [] }: Pick<ExecutionResult, 'errors'>): unknown[] =>
  errors.map(({ extensions }) => extensions.code);
