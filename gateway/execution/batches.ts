import { unavailable } from '@parley/contracts/errors';
import { fetchFromSubgraph, variablesFor, type Fetched, type FetchedError } from './fetch-from-subgraph';
import type { CompiledFetch } from './compiled-fetch';
import { isNothing, isObject, type Report } from './failures';
import { place } from './placing';
import type { FetchContext } from './fetch-context';

type Data = Record<string, unknown>;

/** What came of one entity. */
export interface FetchedEntity {
  /** Undefined where there is none. */
  data: Data | undefined;
  /** Of the errors that have a place in `data`. */
  placed: readonly Report[];
  /** Those that have none. */
  errors: readonly FetchedError[];
}

interface Batch {
  representations: Data[];
  /** Positions of them. */
  known: Map<string, number>;
  result: Promise<readonly FetchedEntity[]>;
}

/**
 * Batches the entities that are fetched at the same moment, anywhere in a plan: the same fetch goes to a subgraph once, with
 * each entity once.
 */
export class Batches {
  private readonly open = new Map<string, Batch>();

  /** The entities of these representations, in their order. Errors: the signal's reason. */
  async fetch(fetch: CompiledFetch, representations: readonly Data[], run: FetchContext): Promise<FetchedEntity[]> {
    const key = fetch.variables.length > 0 ? `${fetch.key}${JSON.stringify(variablesFor(fetch, run))}` : fetch.key;
    const batch = this.open.get(key) ?? this.start(key, fetch, run);
    const positions = representations.map((one) => positionOf(one, batch));
    const entities = await batch.result;
    return positions.map((position) => entities[position]!);
  }

  private start(key: string, fetch: CompiledFetch, run: FetchContext): Batch {
    const batch: Batch = { representations: [], known: new Map(), result: Promise.resolve([]) };
    batch.result = Promise.resolve().then(async () => {
      this.open.delete(key);
      const { representations } = batch;
      return entitiesIn(await fetchFromSubgraph(fetch, run, { representations }), {
        count: representations.length,
        fetch,
        run,
      });
    });
    this.open.set(key, batch);
    return batch;
  }
}

function positionOf(representation: Data, { representations, known }: Batch): number {
  const key = JSON.stringify(representation);
  const position = known.get(key) ?? representations.length;
  if (position === representations.length) {
    representations.push(representation);
    known.set(key, position);
  }
  return position;
}

interface Fetching {
  fetch: CompiledFetch;
  run: FetchContext;
}

function entitiesIn({ data, errors }: Fetched, { count, ...fetching }: Fetching & { count: number }): FetchedEntity[] {
  const received = data?._entities;
  if (!Array.isArray(received) || received.length !== count) {
    const error = unavailable('A part of the service does not respond', new Error(`Not ${count} entities`));
    const all = errors.length > 0 ? errors : [{ error, path: undefined }];
    return Array.from({ length: count }, () => ({ data: undefined, placed: [], errors: all }));
  }
  // what is said of no entity is said of all of them
  const ofAll = errors.filter(({ path }) => typeof path?.[1] !== 'number');
  return received.map((entity: unknown, index) => {
    const own = errors
      .filter(({ path }) => path?.[1] === index)
      .map(({ error, path }) => ({ error, path: path!.slice(2) }));
    if (!isObject(entity)) return { data: undefined, placed: [], errors: [...own, ...ofAll, ...rubbish(entity)] };
    fetching.fetch.rewriteOutput?.(entity);
    const placed: Report[] = [];
    const others = own.filter((one) => !isPlaced(entity, one, { ...fetching, placed }));
    return { data: entity, placed, errors: [...others, ...ofAll] };
  });
}

/** Whether an error has got its place in the entity. */
function isPlaced(
  entity: Data,
  { error, path }: FetchedError,
  { fetch, run, placed }: Fetching & { placed: Report[] },
): boolean {
  const report: Report = { error, fetchPath: fetch.path, entities: [], path: path!, placed: false };
  if (!place(entity, path!, report)) return false;
  placed.push(report);
  run.reports.push(report);
  return true;
}

const rubbish = (entity: unknown): FetchedError[] =>
  isNothing(entity) ? [] : [{ error: unavailable('A part of the service does not respond'), path: undefined }];
