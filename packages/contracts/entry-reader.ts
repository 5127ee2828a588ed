import { z } from 'zod';

/**
 * The element at `n` converts payloads of version `n + 1` to the next version, by type. A type without an upcaster did not
 * change, or did not exist yet.
 */
export type Upcasters = readonly Readonly<Record<string, Upcaster>>[];
export type Upcaster = (payload: unknown) => unknown;

interface EntrySet<P extends Readonly<Record<string, z.ZodType>>> {
  /** Schemas of the current version, by type. */
  payloads: P;
  upcasters: Upcasters;
}

interface Written {
  type: string;
  version: number;
  payload: unknown;
}

/**
 * Reads payloads of the current version and of all earlier ones. Errors: for an unknown type, for a later version (which a
 * newer process wrote), and for a payload that does not match its schema.
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
