import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { compareIndex, type Difference } from '../compare';
import { differs } from '../differs';
import type { MessageState } from '../search-index';
import { reached } from './client';
import type { Generations } from './generations';
import { kept, keptPages } from './kept';
import { write } from './write';

interface RebuildOptions {
  client: Client;
  generations: Generations;
  state: MessageState;
  /** Milliseconds that a search may still be at what was read before. */
  searchMs: number;
}

/** Milliseconds: what is put is there when it is put, so that nothing has to be waited for but what is under way. */
const SETTLE_MS = 500;

/** Bytes of one shard, above which there are to be more of them. */
const SHARD_BYTES = 30e9;

/**
 * Makes another index beside the one that is read, compares it with the state, and lets searches read it.
 *
 * It is written to from the moment it is there: whoever asked before that where to write had read the state before, and
 * the state is read afterwards here. Versions bring what comes from both sides into order.
 */
export async function rebuild({ client, generations, state, searchMs }: RebuildOptions): Promise<void> {
  const before = await generations.live();
  // of a rebuild that did not come to its end
  await generations.collect();
  const index = await generations.create(await shardsFor(client, before?.index));
  try {
    for await (const page of state.pages()) await write(client, page, { index, visible: false });
    await settle(client, index, state);
    // what was deleted meanwhile must not be seen again
    await reached(client.indices.refresh({ index }));
    await generations.switchTo(index);
  } catch (error) {
    await generations.drop(index).catch(() => undefined);
    throw error;
  }
  if (!before) return;
  await delay(searchMs);
  await generations.collect();
}

async function shardsFor(client: Client, index: string | undefined): Promise<number> {
  if (index === undefined) return 1;
  const { _all } = await reached(client.indices.stats({ index, metric: 'store' }));
  return Math.max(1, Math.ceil((_all.primaries?.store?.size_in_bytes ?? 0) / SHARD_BYTES));
}

/**
 * What the indexer has yet to bring comes from the state here. What it should bring after that is no matter: it will.
 * Errors: where what was written is not there.
 */
async function settle(client: Client, index: string, state: MessageState): Promise<void> {
  const differences = await compare(client, index, state);
  if (differences.length === 0) return;
  await write(client, await state.read(differences.map(({ key }) => key)), { index, visible: true });
  const written = new Set(differences.map(({ key }) => key.id));
  const wrong = (await compare(client, index, state)).filter(
    ({ key, fault }) => fault === 'different' || fault === 'newer than the state' || written.has(key.id),
  );
  if (wrong.length > 0) throw differs(wrong);
}

const compare = (client: Client, index: string, state: MessageState): Promise<Difference[]> =>
  compareIndex({ kept: (keys) => kept(client, index, keys), keptPages: () => keptPages(client, index) }, state, {
    settleMs: SETTLE_MS,
    oneWay: true,
  });
