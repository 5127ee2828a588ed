import type { ClientStorage } from '@parley/client';
import { z } from 'zod';
import type { JsonFile } from './json-file.js';

/** Keeps the client's session, so that a bot that starts again is the same device, and signs in no more. */
export async function fileStorage(file: JsonFile): Promise<ClientStorage> {
  const values = new Map(Object.entries(z.record(z.string(), z.unknown()).parse((await file.read()) ?? {})));
  const write = () => file.write(Object.fromEntries(values));
  return {
    get: async (key) => values.get(key),
    set(key, value) {
      values.set(key, structuredClone(value));
      return write();
    },
    async delete(key) {
      if (values.delete(key)) await write();
    },
    entries: async (prefix) => [...values].filter(([key]) => key.startsWith(prefix)),
  };
}
