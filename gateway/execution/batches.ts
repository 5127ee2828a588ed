import { unavailable } from '@parley/contracts/errors';
import { fetchFromSubgraph, variablesFor, type Fetched, type FetchedError } from './fetch-from-subgraph';
import type { CompiledFetch } from './compiled-fetch';
import { copyOf } from './copy';
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
  response: Promise<Response>;
  /** By execution: the entities that it has received, by position. */
  given: Map<FetchContext, Map<number, FetchedEntity>>;
}

interface Response extends Fetched {
  /** Undefined if the subgraph returned something else. */
  entities: readonly unknown[] | undefined;
}

/** Calls back when a batch is to be sent. */
type Gather = (send: () => void) => void;

const afterThisStep: Gather = (send) => queueMicrotask(send);

/** Once no execution can continue without a response: executions that wait for the same one continue in different steps. */
const afterAllSteps: Gather = (send) => queueMicrotask(() => process.nextTick(send));

/**
 * Batches the entities that are fetched at the same moment, anywhere in a plan: the same fetch goes to a subgraph once, with
 * each entity once. Several executions may share it, if they are of the same request.
 * Invariant: no object is given to two executions, because each adds to what it is given.
 */
export class Batches {
  private readonly open = new Map<string, Batch>();
  private readonly gather: Gather;

  constructor({ shared = false } = {}) {
    this.gather = shared ? afterAllSteps : afterThisStep;
  }

  /** The entities of these representations, in their order. Errors: the signal's reason. */
  async fetch(fetch: CompiledFetch, representations: readonly Data[], run: FetchContext): Promise<FetchedEntity[]> {
    const key = fetch.variables.length > 0 ? `${fetch.key}${JSON.stringify(variablesFor(fetch, run))}` : fetch.key;
    const batch = this.open.get(key) ?? this.start(key, fetch, run);
    const positions = representations.map((one) => positionOf(one, batch));
    const given = batch.given.get(run) ?? new Map<number, FetchedEntity>();
    batch.given.set(run, given);
    const response = await batch.response;
    const isShared = batch.given.size > 1;
    return positions.map((position) => {
      const entity = given.get(position) ?? entityOf(response, { position, isShared, fetch, run });
      given.set(position, entity);
      return entity;
    });
  }

  private start(key: string, fetch: CompiledFetch, run: FetchContext): Batch {
    const gathered = new Promise<void>((resolve) => this.gather(resolve));
    const batch: Batch = {
      representations: [],
      known: new Map(),
      given: new Map(),
      response: gathered.then(async () => {
        this.open.delete(key);
        const { representations } = batch;
        const fetched = await fetchFromSubgraph(fetch, run, { representations });
        const entities = fetched.data?._entities;
        const isComplete = Array.isArray(entities) && entities.length === representations.length;
        return { ...fetched, entities: isComplete ? (entities as unknown[]) : undefined };
      }),
    };
    this.open.set(key, batch);
    return batch;
  }
}

function positionOf(representation: Data, { representations, known }: Batch): number {
  const key = keyOf(representation);
  const position = known.get(key) ?? representations.length;
  if (position === representations.length) {
    representations.push(representation);
    known.set(key, position);
  }
  return position;
}

/** Equal for equal representations. Most have only text in them, which JSON.stringify takes longer for. */
function keyOf(representation: Data): string {
  let key = '';
  for (const name in representation) {
    const value = representation[name];
    if (typeof value !== 'string') return JSON.stringify(representation);
    key += `${name} ${value.length} ${value} `;
  }
  return key;
}

interface Giving {
  position: number;
  /** Whether another execution is given the same. */
  isShared: boolean;
  fetch: CompiledFetch;
  run: FetchContext;
}

function entityOf({ entities, errors }: Response, { position, isShared, fetch, run }: Giving): FetchedEntity {
  if (!entities) {
    const error = unavailable('A part of the service does not respond', new Error('Not all entities are there'));
    return { data: undefined, placed: [], errors: errors.length > 0 ? errors : [{ error, path: undefined }] };
  }
  const entity = isShared ? copyOf(entities[position]) : entities[position];
  // what is said of no entity is said of all of them
  const ofAll = errors.filter(({ path }) => typeof path?.[1] !== 'number');
  const own = errors
    .filter(({ path }) => path?.[1] === position)
    .map(({ error, path }) => ({ error, path: path!.slice(2) }));
  if (!isObject(entity)) return { data: undefined, placed: [], errors: [...own, ...ofAll, ...rubbish(entity)] };
  fetch.rewriteOutput?.(entity);
  const placed: Report[] = [];
  const others = own.filter((one) => !isPlaced(entity, one, { fetch, run, placed }));
  return { data: entity, placed, errors: [...others, ...ofAll] };
}

/** Whether an error has got its place in the entity. */
function isPlaced(
  entity: Data,
  { error, path }: FetchedError,
  { fetch, run, placed }: Pick<Giving, 'fetch' | 'run'> & { placed: Report[] },
): boolean {
  const report: Report = { error, fetchPath: fetch.path, entities: [], path: path!, placed: false };
  if (!place(entity, path!, report)) return false;
  placed.push(report);
  run.reports.push(report);
  return true;
}

const rubbish = (entity: unknown): FetchedError[] =>
  isNothing(entity) ? [] : [{ error: unavailable('A part of the service does not respond'), path: undefined }];
