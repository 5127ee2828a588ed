import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { ParleyError } from '@parley/contracts/errors';
import { Kind, print, visit, type DocumentNode } from 'graphql';
import { leftOut } from './left-out';
import { externalSelected, missingRequired, type CheckParts } from './missing-required';
import { pathsIn, representedBy, selectedBy } from './planned-fields';
import { splitFetch } from './split-fetch';
import type { TypesOf } from './types-of';

/** Errors: INTERNAL for a plan with faults. Its message, for the log, has the operation, with empty strings for all texts. */
export function refuseFaults(plan: PlanNode, operation: DocumentNode, parts: CheckParts): void {
  const known = new Set<string>();
  const faults = [...faultsOf(plan, parts, { known, at: '' }), ...leftOut(operation, known, parts.types)];
  if (faults.length === 0) return;
  const withoutTexts = visit(operation, { StringValue: () => ({ kind: Kind.STRING, value: '' }) as const });
  throw new ParleyError('INTERNAL', `The query plan is wrong: ${faults.join('; ')}. Operation: ${print(withoutTexts)}`);
}

/**
 * What is wrong with a plan: a fetch selects a field with `@requires` without what that requires, or one that is `@external`
 * there, or a fetch needs what no earlier one fetches. The results of such a plan would be wrong, without an error.
 *
 * The paths of what it fetches are added to those of `place`. Paths have no steps for lists.
 */
function faultsOf(node: PlanNode, parts: CheckParts, place: Place): string[] {
  const { known, at } = place;
  switch (node.kind) {
    case 'Fetch': {
      const split = splitFetch(node, parts).flatMap((one) => missingRequired(one, parts));
      const faults = [...split, ...externalSelected(node, parts), ...notFetched(node, parts.types, place)];
      for (const path of pathsIn(selectedBy(node, parts.types))) known.add(at + path);
      return faults;
    }
    case 'Flatten': {
      const fields = node.path.filter((step) => step !== '@');
      return faultsOf(node.node, parts, { known, at: at + fields.map((field) => `${field}.`).join('') });
    }
    case 'Sequence':
      return node.nodes.flatMap((one) => faultsOf(one, parts, place));
    case 'Parallel': {
      const branches = node.nodes.map((one) => ({ one, own: new Set(known) }));
      const faults = branches.flatMap(({ one, own }) => faultsOf(one, parts, { known: own, at }));
      for (const { own } of branches) for (const path of own) known.add(path);
      return faults;
    }
    case 'Condition':
    case 'Defer':
      return [];
  }
}

interface Place {
  /** Paths of what is fetched before. */
  known: Set<string>;
  /** The path of the objects that a plan is about, with a dot at its end. */
  at: string;
}

const notFetched = (fetch: FetchNode, types: TypesOf, { known, at }: Place): string[] =>
  [...pathsIn(representedBy(fetch, types) ?? [])]
    .filter((path) => !known.has(at + path))
    .map((path) => `${fetch.serviceName} needs ${at}${path}, which no earlier fetch selects`);
