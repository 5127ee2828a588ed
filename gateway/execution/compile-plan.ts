import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { compileFetch, type FetchParts } from './compiled-fetch';
import { entityFetchStep, rootFetchStep } from './fetch-step';
import type { Step } from './run';
import { splitFetch } from './split-fetch';
import { targetsAt } from './targets';

/** Compiles a plan's nodes. `path`: where the objects are that it starts at. */
export function compileNode(node: PlanNode, parts: FetchParts, path: readonly string[] = []): Step {
  switch (node.kind) {
    case 'Fetch': {
      const steps = splitFetch(node, parts).map((one) => fetchStep(one, parts, path));
      return steps.length === 1 ? steps[0]! : inParallel(steps);
    }
    case 'Flatten': {
      const within = node.path.map(String);
      const step = compileNode(node.node, parts, [...path, ...within]);
      return async (targets, run) => {
        const found = targetsAt(targets, within);
        if (found.length > 0) await step(found, run);
      };
    }
    case 'Sequence':
      return inSequence(node.nodes.map((one) => compileNode(one, parts, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((one) => compileNode(one, parts, path)));
    case 'Condition':
    case 'Defer':
      // conditions are resolved before anything is planned, and nothing here is sent in parts
      throw new Error(`A plan has a node that is not served: ${node.kind}`);
  }
}

function fetchStep(node: FetchNode, parts: FetchParts, path: readonly string[]): Step {
  const fetch = compileFetch(node, path, parts);
  return fetch.represent ? entityFetchStep(fetch, parts.types) : rootFetchStep(fetch, parts.types);
}

const inSequence =
  (steps: readonly Step[]): Step =>
  async (targets, run) => {
    for (const step of steps) await step(targets, run);
  };

const inParallel =
  (steps: readonly Step[]): Step =>
  async (targets, run) =>
    void (await Promise.all(steps.map((step) => step(targets, run))));
