import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '@parley/runtime/logger';
import { Kind, valueFromASTUntyped, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { conditionsIn } from '../execution/selections';
import type { Graph } from './graph';

interface Options {
  graph: Pick<Graph, 'read' | 'prepare'>;
  texts: Iterable<string>;
  signal: AbortSignal;
  logger: Logger;
}

/**
 * Prepares operations that are known beforehand, one after another, with their conditions as they are by default, so that
 * their first requests are not slower than others. It never rejects.
 */
export async function warmUp({ graph, texts, signal, logger }: Options): Promise<void> {
  for (const text of texts) {
    await nextTurn();
    if (signal.aborted) return;
    const read = graph.read(text);
    if ('errors' in read) logger.warn({ err: read.errors[0] }, 'a persisted operation is not valid on this graph');
    else await prepareAll(graph, read.document).catch((err: unknown) => logWarning(logger, err, signal));
  }
}

function logWarning(logger: Logger, err: unknown, { aborted }: AbortSignal): void {
  if (!aborted) logger.warn({ err }, 'a persisted operation could not be prepared');
}

async function prepareAll(graph: Pick<Graph, 'prepare'>, document: DocumentNode): Promise<void> {
  for (const one of document.definitions) {
    if (one.kind !== Kind.OPERATION_DEFINITION) continue;
    const operation = graph.prepare(document, one.name?.value);
    await operation.compiled(defaultsOf(one, conditionsIn(document)), { isAnonymous: false, turn: '' });
  }
}

function defaultsOf(operation: OperationDefinitionNode, names: readonly string[]): Record<string, unknown> {
  const definitions = new Map(operation.variableDefinitions?.map((one) => [one.variable.name.value, one.defaultValue]));
  const valueOf = (name: string): unknown => {
    const given = definitions.get(name);
    return given ? valueFromASTUntyped(given) : true;
  };
  return Object.fromEntries(names.map((name) => [name, valueOf(name)]));
}
