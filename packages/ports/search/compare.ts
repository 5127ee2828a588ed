import { setTimeout as delay } from 'node:timers/promises';
import type { KeptDocument, MessageDocument, MessageKey, MessageState, SearchUpkeep } from './search-index';

export interface Difference {
  key: MessageKey;
  fault: 'missing' | 'outdated' | 'different' | 'newer than the state' | 'of no message';
}

interface CompareOptions {
  /** Milliseconds until the indexer should have brought in what had been committed before. */
  settleMs: number;
  /** Only what the index should have, not also what it should not. */
  oneWay?: boolean;
}

/** How often what differs is looked at again while it goes on changing. */
const LOOKS = 10;
const PAGE = 500;

/** A message that differs, with what was seen. */
interface Suspect extends Difference {
  /** The versions in the state and in the index. */
  seen: string;
}

/**
 * Where the index is not as the state, for longer than it takes to follow. Messages may change all the while: what differs
 * is looked at again until it is as it was the last time.
 */
export async function compareIndex(
  index: Pick<SearchUpkeep, 'kept' | 'keptPages'>,
  state: MessageState,
  { settleMs, oneWay = false }: CompareOptions,
): Promise<Difference[]> {
  let suspects = await look(index, state, oneWay);
  const differences: Difference[] = [];
  for (let n = 0; n < LOOKS && suspects.length > 0; n++) {
    await delay(settleMs);
    const before = new Map(suspects.map(({ key, seen }) => [key.id, seen]));
    const again = await lookAt(
      index,
      state,
      suspects.map(({ key }) => key),
    );
    for (const { key, fault } of again.filter(({ key, seen }) => before.get(key.id) === seen))
      differences.push({ key, fault });
    suspects = again.filter(({ key, seen }) => before.get(key.id) !== seen);
  }
  return differences;
}

async function look(
  index: Pick<SearchUpkeep, 'kept' | 'keptPages'>,
  state: MessageState,
  oneWay: boolean,
): Promise<Suspect[]> {
  const suspects: Suspect[] = [];
  for await (const page of state.pages()) suspects.push(...judge(page, await index.kept(page), page));
  if (oneWay) return suspects;
  for await (const page of index.keptPages()) {
    const present = new Set((await state.read(page)).map(({ id }) => id));
    const alone = page.filter(({ id }) => !present.has(id));
    suspects.push(...judge([], alone, alone));
  }
  return suspects;
}

/** The index first: the state is then at least as new, whatever happens meanwhile. */
async function lookAt(
  index: Pick<SearchUpkeep, 'kept'>,
  state: Pick<MessageState, 'read'>,
  keys: readonly MessageKey[],
): Promise<Suspect[]> {
  const suspects: Suspect[] = [];
  for (let at = 0; at < keys.length; at += PAGE) {
    const page = keys.slice(at, at + PAGE);
    const kept = await index.kept(page);
    suspects.push(...judge(await state.read(page), kept, page));
  }
  return suspects;
}

function judge(
  present: readonly MessageDocument[],
  kept: readonly KeptDocument[],
  keys: readonly MessageKey[],
): Suspect[] {
  const state = new Map(present.map((document) => [document.id, document]));
  const index = new Map(kept.map((document) => [document.id, document]));
  return keys.flatMap(({ conversation, id }) => {
    const [should, is] = [state.get(id), index.get(id)];
    const fault = faultOf(should, is);
    return fault ? [{ key: { conversation, id }, fault, seen: `${should?.version} ${is?.version} ${fault}` }] : [];
  });
}

function faultOf(should: MessageDocument | undefined, is: KeptDocument | undefined): Difference['fault'] | undefined {
  // what it keeps of those that are gone says nothing, and keeps older ones out
  if (!should) return is && is.text !== '' ? 'of no message' : undefined;
  if (!is) return 'missing';
  if (is.version > should.version) return 'newer than the state';
  // a reaction or a pin makes another version of a message, and nothing that is searched
  if (is.sound && contentOf(is) === contentOf(should)) return undefined;
  return is.version < should.version ? 'outdated' : 'different';
}

const contentOf = (document: MessageDocument): string =>
  JSON.stringify([
    document.tenant,
    document.conversation,
    document.author,
    document.text.normalize('NFC').toWellFormed(),
    document.mentions,
    document.hasAttachment,
    document.language ?? null,
    document.createdAt,
  ]);
