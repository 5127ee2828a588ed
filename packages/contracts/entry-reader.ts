import { z } from 'zod';

/**
 * By version, from 1 on: what became of payloads in the version after it, by type. One that is not named stayed as it was,
 * or was not there yet.
 */
export type Upcasters = readonly Readonly<Record<string, Upcaster>>[];
export type Upcaster = (payload: unknown) => unknown;

interface EntrySet<P extends Readonly<Record<string, z.ZodType>>> {
  /** Of today's version, by type. */
  payloads: P;
  upcasters: Upcasters;
}

interface Written {
  type: string;
  version: number;
  payload: unknown;
}

/**
 * Reads payloads of today's version and of all before it. Errors: for an unknown type, for a version that is not known
 * yet (a newer process wrote it), for a payload that does not fit.
 */
export function createEntryReader<P extends Readonly<Record<string, z.ZodType>>>({ payloads, upcasters }: EntrySet<P>) {
  const types = z.enum(Object.keys(payloads) as [string, ...string[]]);
  const latest = 1 + upcasters.length;

  return ({ type: written, version, payload }: Written): { type: keyof P; payload: unknown } => {
    const type = types.parse(written);
    if (version < 1 || version > latest)
      throw new Error(`There is no version ${version} of ${type}; ${latest} is the latest`);
    const today = upcasters.slice(version - 1).reduce((older, step) => step[type]?.(older) ?? older, payload);
    return { type, payload: payloads[type]!.parse(today) };
  };
}
