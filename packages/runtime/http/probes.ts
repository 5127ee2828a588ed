import { ParleyError } from '@parley/contracts/errors';
import type { Logger } from '../logger';
import type { FastifyInstance } from 'fastify';

/** Something that the process needs for its work. */
export interface Readiness {
  readonly name: string;
  /** Resolves while it works, with a remark for operators if there is one; rejects otherwise. */
  check(): Promise<string | void>;
  /** The process does the rest of its work without it: the response names it, and the process is ready all the same. */
  readonly optional?: boolean;
}

const TIMEOUT_MS = 2_000;

type State = { ok: true; note?: string } | { ok: false; reason: string };

/** `/healthz`: the process responds. `/readyz`: every dependency by name, 503 if any is not ready that is not optional. */
export function serveProbes(
  app: FastifyInstance,
  { readiness, logger }: { readiness: readonly Readiness[]; logger: Logger },
): void {
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_, reply) => {
    const states = await Promise.all(readiness.map(async (one) => [one.name, await stateOf(one, logger)] as const));
    const ok = states.every(([, state], n) => state.ok || readiness[n]!.optional);
    return reply.status(ok ? 200 : 503).send({ ok, dependencies: Object.fromEntries(states) });
  });
}

async function stateOf({ name, check }: Readiness, logger: Logger): Promise<State> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ParleyError('UNAVAILABLE', `No response within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    const note = await Promise.race([check(), late]);
    return note ? { ok: true, note } : { ok: true };
  } catch (error) {
    logger.warn({ dependency: name, err: error }, 'not ready');
    // what a driver says may have addresses in it; those are for the log
    return { ok: false, reason: error instanceof ParleyError ? error.message : 'It does not respond' };
  } finally {
    clearTimeout(timer);
  }
}
