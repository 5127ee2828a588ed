import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Hashes passwords with argon2id, the algorithm that the library takes unless told otherwise. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** False for no account or no possible password as well, and then it takes just as long. */
  verify(hash: string | undefined, password: string | undefined): Promise<boolean>;
}

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function createPasswords(): Passwords {
  const nobodys = hash(randomUUID(), COST);
  // whoever verifies hears of a failure
  nobodys.catch(() => undefined);
  return {
    hash: (password) => hash(password, COST),
    async verify(known, password) {
      const matches = await verify(known ?? (await nobodys), password ?? '');
      return matches && known !== undefined && password !== undefined;
    },
  };
}
