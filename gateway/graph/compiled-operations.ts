import { ParleyError } from '@parley/contracts/errors';
import type { CompiledOperation } from '../execution/compiled-operation';
import type { OperationCache } from './operation-cache';

/** A compiled operation, or why it can't be planned in time. */
export type Compilation = CompiledOperation | ParleyError;

/** Estimated memory of a refusal. */
const REFUSAL_BYTES = 1_024;

/**
 * Compiles each operation once while it is cached: all who want it at the same time wait for it together. What is too complex
 * to be planned is refused at once the next time. Errors: those of `compile`.
 */
export function compiledOperations(
  cache: Pick<OperationCache<Compilation>, 'get' | 'set'>,
): (key: string, compile: () => Promise<CompiledOperation>) => Promise<CompiledOperation> {
  const compiling = new Map<string, Promise<CompiledOperation>>();

  async function run(key: string, compile: () => Promise<CompiledOperation>): Promise<CompiledOperation> {
    try {
      const compiled = await compile();
      cache.set(key, compiled, compiled.bytes);
      return compiled;
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'QUERY_TOO_COMPLEX') cache.set(key, error, REFUSAL_BYTES);
      throw error;
    } finally {
      compiling.delete(key);
    }
  }

  return async (key, compile) => {
    const known = cache.get(key);
    if (known instanceof ParleyError) throw known;
    if (known) return known;
    const compilation = compiling.get(key) ?? run(key, compile);
    compiling.set(key, compilation);
    return compilation;
  };
}
