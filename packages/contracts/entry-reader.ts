import { z } from 'zod';

/** Converts a payload to the next version. */
export type Upcaster = (payload: unknown) => unknown;

/** The versions of one event. */
interface Versions {
  /** Schema of the current version. */
  payload: z.ZodType;
  /** The current version: 1 and the number of upcasters. */
  version: number;
  /** The step at `n` converts payloads of version `n + 1` to the next version. */
  upcasters: readonly Upcaster[];
}

interface Written {
  type: string;
  version: number;
  payload: unknown;
}

/**
 * Reads payloads of the current version of each event and of all earlier ones, and returns the current version. Errors: for an
 * unknown type, for a later version (which a newer process wrote), and for a payload that does not match its schema.
 */
export function createEntryReader<Type extends string>(events: Readonly<Record<Type, Versions>>) {
  const types = z.enum(Object.keys(events) as [Type, ...Type[]]);

  return ({ type: written, version, payload }: Written): { type: Type; version: number; payload: unknown } => {
    const type = types.parse(written);
    const { payload: schema, version: latest, upcasters } = events[type];
    if (version < 1 || version > latest)
      throw new Error(`There is no version ${version} of ${type}; ${latest} is the latest`);
    const current = upcasters.slice(version - 1).reduce((older, step) => step(older), payload);
    return { type, version: latest, payload: schema.parse(current) };
  };
}
