// taken before a test can replace the clock
const { setTimeout: wait } = globalThis;

/**
 * Polls a condition until it returns something other than false, undefined and null, and returns that. An error of the condition
 * counts as false. Errors: after `timeoutMs`, with the last error as the cause. The default is many times what conditions
 * take: others use the same processors.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 120_000, everyMs = 10, what = 'The condition' } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer !== false && answer !== undefined && answer !== null) return answer as NonNullable<Exclude<T, false>>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`${what} did not come true within ${timeoutMs} ms`, { cause });
    await new Promise((resolve) => wait(resolve, everyMs));
  }
}
