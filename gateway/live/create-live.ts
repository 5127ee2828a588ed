import { invalid, unavailable } from '@parley/contracts/errors';
import type { Principal } from '@parley/contracts/principal';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import { getOperationAST, getVariableValues, print, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Live, LiveOperation } from './live';
import { createSubscriptionPlanner, type SubscriptionPlan } from './plan';
import { askSource } from './source';
import { createStream } from './stream';
import { createTopics, internalRequest } from './topics';
import { variablesIn } from './variables';
import { createView } from './view';
import { needsViewer, viewerFields } from './viewer-fields';
import { createViews } from './views';

const MAX_PLANS = 1_000;

/** An operation, planned once for everybody who subscribes with the same text. */
interface Prepared {
  plan: SubscriptionPlan;
  operation: OperationDefinitionNode;
  /** The operation's text, normalized. */
  text: string;
  /** Variables that change what an event looks like; the others only say what to listen to. */
  shaping: readonly string[];
  needsViewer: boolean;
}

interface LiveOptions {
  supergraphSdl: string;
  subgraphs: ReadonlyMap<string, Subgraph>;
  bus: LiveBus;
  log: Logger;
}

export function createLive({ supergraphSdl, subgraphs, bus, log }: LiveOptions): Live {
  const planner = createSubscriptionPlanner(supergraphSdl, subgraphs);
  const personal = viewerFields(supergraphSdl);
  const prepared = new LRUCache<string, Prepared>({ max: MAX_PLANS });
  const topics = createTopics({ bus, log });
  const views = createViews();

  function prepare({ document, operationName }: LiveOperation): Prepared {
    const text = `${operationName ?? ''}\n${print(document)}`;
    const known = prepared.get(text);
    if (known) return known;
    const operation = getOperationAST(document, operationName)!;
    const [field, ...others] = operation.selectionSet.selections;
    if (field?.kind !== 'Field' || others.length > 0)
      throw invalid({ field: 'query', problem: 'a subscription selects one field, and not through a fragment' });
    const fragments = document.definitions.filter(({ kind }) => kind === 'FragmentDefinition');
    const made = {
      plan: planner.plan(document, operationName),
      operation,
      text,
      shaping: [...variablesIn([...(field.selectionSet ? [field.selectionSet] : []), ...fragments])].sort(),
      needsViewer: needsViewer(planner.api, document, personal),
    };
    prepared.set(text, made);
    return made;
  }

  return {
    name: 'live',
    start: topics.start,
    stop: topics.stop,
    async subscribe(asked) {
      const { plan, operation, text, shaping, needsViewer: personalView } = prepare(asked);
      const { request } = asked;
      const { coerced: variables, errors } = getVariableValues(
        planner.api,
        operation.variableDefinitions ?? [],
        asked.variables,
      );
      if (!variables) return { errors };
      const subgraph = subgraphs.get(plan.service)!;
      const source = await askSource(subgraph, operation, asked.variables, request);
      const [live] = source.topics;
      if (!live || source.topics.length > 1) throw unavailable('This subscription is not served yet');
      const held = await topics.acquire(subgraph, source, live);
      const viewer = request.principal.kind === 'viewer' ? request.principal.user : undefined;
      const principal = personalView ? request.principal : (live.principal as Principal);
      const key = JSON.stringify([text, shaping.map((name) => variables[name]), principal]);
      const shared = views.acquire(held.topic, key, () =>
        createView({ topic: held.topic, plan, variables, request: () => internalRequest(principal, log) }),
      );
      return createStream({
        topic: held.topic,
        view: shared.view,
        after: live.after,
        authorizedAt: live.seq,
        viewer,
        authorize: () => askSource(subgraph, operation, asked.variables, request),
        release() {
          shared.release();
          held.release();
        },
      });
    },
  };
}
