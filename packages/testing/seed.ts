/**
 * What made-up cases begin from, everywhere: the same in each run, so that a failure is the change's. `TEST_SEED` sets
 * another one; `npm run test:long` takes a new one for each round and prints it.
 */
export const SEED = Number(process.env['TEST_SEED'] ?? 746_335);
