import type { LatestSource, LogSource } from '@parley/contracts/live';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import { getVariableValues } from 'graphql';
import type { Live, LiveStream } from './live';
import { subscribeLatest } from './latest-subscription';
import { subscribeLog } from './log-subscription';
import { createOperations } from './operations';
import { createSubscriptionPlanner } from './plan';
import { askSource } from './source';
import type { Subscribing } from './subscribing';
import { createTopics } from './topics';
import { viewerFields } from './viewer-fields';
import { createViews } from './views';

interface LiveOptions {
  supergraphSdl: string;
  subgraphs: ReadonlyMap<string, Subgraph>;
  bus: LiveBus;
  log: Logger;
}

export function createLive({ supergraphSdl, subgraphs, bus, log }: LiveOptions): Live {
  const planner = createSubscriptionPlanner(supergraphSdl, subgraphs);
  const operations = createOperations(planner, viewerFields(supergraphSdl));
  const topics = createTopics({ bus, log });
  const views = createViews();

  return {
    name: 'live',
    start: topics.start,
    stop: topics.stop,
    async subscribe({ document, operationName, variables: given, request }) {
      const operation = operations.prepare(document, operationName);
      const { coerced, errors } = getVariableValues(
        planner.api,
        operation.definition.variableDefinitions ?? [],
        given,
        {
          maxErrors: 10,
        },
      );
      if (!coerced) return { errors };
      const subgraph = subgraphs.get(operation.plan.service)!;
      const ask = (as: typeof request) =>
        askSource(subgraph, { operation: operation.definition, variables: given, request: as });
      const authorize: LiveStream['reauthorize'] = async (as) => void (await ask(as));
      const subscribing: Subscribing = {
        operation,
        variables: coerced,
        request,
        subgraph,
        authorize,
        topics,
        views,
        bus,
        log,
      };
      const source: LogSource | LatestSource = await ask(request);
      return source.delivery === 'log' ? subscribeLog(subscribing, source) : subscribeLatest(subscribing, source);
    },
  };
}
