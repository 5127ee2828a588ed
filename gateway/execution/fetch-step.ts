import { fetchFromSubgraph, type FetchedError } from './fetch-from-subgraph';
import type { CompiledFetch } from './compiled-fetch';
import { Failure, type Report } from './failures';
import { merge } from './merge';
import { explain, place } from './placing';
import type { Run, Step } from './run';
import type { TypesOf } from './types-of';

type Data = Record<string, unknown>;

/** A fetch of root fields. */
export function rootFetchStep(fetch: CompiledFetch, { isConcrete }: TypesOf): Step {
  return async (targets, run) => {
    const { data, errors } = await fetchFromSubgraph(fetch, run);
    if (!data) {
      for (const target of targets)
        explain(
          target,
          fetch.fields,
          errors.map((one) => reported(one, { fetch, run })),
        );
      return;
    }
    fetch.rewriteOutput?.(data);
    for (const one of errors) {
      const report = reported(one, { fetch, run });
      if (one.path) place(data, one.path, report);
      else excuse(data, fetch.fields, report);
    }
    for (const target of targets) merge(target, data, isConcrete);
  };
}

/** A fetch of more fields of entities. */
export function entityFetchStep(fetch: CompiledFetch, { isConcrete }: TypesOf): Step {
  return async (targets, run) => {
    const found: Data[] = [];
    const representations: Data[] = [];
    for (const target of targets) {
      const representation = represented(target, fetch);
      if (!representation) continue;
      found.push(target);
      representations.push(representation);
    }
    if (found.length === 0) return;
    const entities = await run.batches.fetch(fetch, representations, run);
    const toAll = new Map<Error, Report>();
    for (const [index, target] of found.entries()) {
      const { data, placed, errors } = entities[index]!;
      // an error of an entity that was fetched once is reported at each place of the entity
      for (const report of placed) report.entities.push({ object: target, fetchPath: fetch.path });
      if (data) merge(target, data, isConcrete);
      const reports = errors.map((one) => reportOf(one, { target, fetch, run, toAll }));
      if (!data) explain(target, fetch.fields, reports);
    }
  };
}

/** Undefined where it can't be looked up; then it is noted why, where that is known. */
function represented(target: Data, { represent, rewriteInput, fields }: CompiledFetch): Data | undefined {
  const found = represent!(target);
  if (found === undefined) return undefined;
  if (typeof found === 'symbol' || found instanceof Failure) {
    for (const field of fields) if (target[field] === undefined) target[field] = found;
    return undefined;
  }
  rewriteInput?.(found);
  return found;
}

interface About {
  target: Data;
  fetch: CompiledFetch;
  run: Run;
  /** Errors that are about all entities. */
  toAll: Map<Error, Report>;
}

function reportOf(one: FetchedError, { target, fetch, run, toAll }: About): Report {
  if (one.path) return reported(one, { fetch, run, entity: target });
  const report = toAll.get(one.error) ?? reported(one, { fetch, run });
  toAll.set(one.error, report);
  return report;
}

interface Reporting {
  fetch: CompiledFetch;
  run: Run;
  /** What it is about, of several. */
  entity?: object;
}

function reported({ error, path = [] }: FetchedError, { fetch, run, entity }: Reporting): Report {
  const entities = entity ? [{ object: entity, fetchPath: fetch.path }] : [];
  const report: Report = { error, fetchPath: fetch.path, entities, path, placed: false };
  run.reports.push(report);
  return report;
}

/** Where a subgraph says of an error only that there is one, it may be why something is null. */
function excuse(data: Data, fields: readonly string[], report: Report): void {
  for (const field of fields) if (data[field] === null) data[field] = new Failure(report, undefined);
}
