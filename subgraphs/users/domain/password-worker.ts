import { hashSync, verifySync } from '@node-rs/argon2';

/** What a thread of the pool is asked for. */
export type PasswordTask =
  | { readonly kind: 'hash'; readonly password: string }
  | { readonly kind: 'verify'; readonly hash: string; readonly password: string };

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes with argon2id, the algorithm that the library takes unless told otherwise. It blocks its thread. */
export function work(task: PasswordTask): string | boolean {
  return task.kind === 'hash' ? hashSync(task.password, COST) : verifySync(task.hash, task.password);
}
