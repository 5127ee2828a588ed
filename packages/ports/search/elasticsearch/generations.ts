import type { Client } from '@elastic/elasticsearch';
import { unavailable } from '@parley/contracts/errors';
import { reached, statusOf } from './client';
import type { IndexNames } from './names';
import { SHAPE } from './template';

export interface Target {
  index: string;
  /** Whether searches read it. */
  read: boolean;
}

/**
 * The indices of messages that there are: one that is read, and another one while it is made again.
 * Invariant: what is read is written to as well, by all who have asked since it had its aliases.
 */
export interface Generations {
  /** The indices to write to, in this order. Call it after reading what you write. Errors: UNAVAILABLE if there is none. */
  targets(): Promise<Target[]>;
  /** The one that is read, and whether it is as this version makes them. */
  live(): Promise<{ index: string; shape: number } | undefined>;
  /** One more, which is written to from then on. */
  create(shards: number): Promise<string>;
  /** Searches read this one, in one step; no other is written to any more. */
  switchTo(index: string): Promise<void>;
  /** Deletes all but what is read. */
  collect(): Promise<void>;
  drop(index: string): Promise<void>;
}

export function createGenerations(client: Client, names: IndexNames): Generations {
  /** By index, which of our aliases it has. */
  async function aliased(): Promise<Map<string, Set<string>>> {
    try {
      const found = await client.indices.getAlias({ name: [names.read, names.write] });
      return new Map(Object.entries(found).map(([index, { aliases }]) => [index, new Set(Object.keys(aliases))]));
    } catch (error) {
      if (statusOf(error) === 404) return new Map();
      return reached(Promise.reject(error as Error));
    }
  }

  async function targets(): Promise<Target[]> {
    const all = [...(await aliased())].filter(([, aliases]) => aliases.has(names.write));
    if (all.length === 0) throw unavailable('The search index is not made yet');
    return all
      .map(([index, aliases]) => ({ index, read: aliases.has(names.read) }))
      .sort((one, other) => Number(one.read) - Number(other.read));
  }

  const indexRead = async (): Promise<string | undefined> =>
    [...(await aliased())].find(([, aliases]) => aliases.has(names.read))?.[0];

  async function drop(index: string): Promise<void> {
    await reached(client.indices.delete({ index, ignore_unavailable: true }));
  }

  return {
    targets,
    async live() {
      const index = await indexRead();
      if (index === undefined) return undefined;
      const mapping = (await reached(client.indices.getMapping({ index })))[index];
      return { index, shape: Number(mapping?.mappings._meta?.shape ?? 0) };
    },
    async create(shards) {
      const index = `${names.pattern.slice(0, -1)}${SHAPE}-${Date.now()}`;
      await reached(
        client.indices.create({
          index,
          aliases: { [names.write]: {} },
          settings: { number_of_shards: shards },
        }),
      );
      return index;
    },
    async switchTo(index) {
      const others = [...(await aliased())].filter(([other]) => other !== index);
      const removed = others.flatMap(([other, aliases]) =>
        [...aliases].map((alias) => ({ remove: { index: other, alias } })),
      );
      await reached(client.indices.updateAliases({ actions: [...removed, { add: { index, alias: names.read } }] }));
    },
    async collect() {
      const read = await indexRead();
      const all = Object.keys(await reached(client.indices.get({ index: names.pattern, features: ['aliases'] })));
      for (const index of all.filter((one) => one !== read)) await drop(index);
    },
    drop,
  };
}
