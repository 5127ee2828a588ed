import { ParleyError, isErrorCode, unavailable } from '@parley/contracts/errors';
import {
  LIVE_HEADS,
  LIVE_REPLAY,
  LIVE_SOURCE,
  type LiveHead,
  type LiveReplay,
  type LiveSource,
} from '@parley/contracts/live';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import {
  Kind,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
} from 'graphql';
import { variablesIn } from './variables';

interface SourceQuery {
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
  /** On whose behalf. */
  request: RequestContext;
}

/**
 * Queries the owner of a subscription field, as the viewer, for the topics to follow. Errors: as the owner says,
 * NOT_FOUND or RESYNC_REQUIRED among others.
 */
export async function querySource(
  subgraph: Subgraph,
  { operation, variables, request }: SourceQuery,
): Promise<LiveSource> {
  const field = operation.selectionSet.selections[0] as FieldNode;
  const document = sourceDocument(operation, field);
  return LIVE_SOURCE.parse(await query(subgraph, { document, variables, request }));
}

const REPLAY_PAGE = 200;

/** What is in a topic's log after a position, in order: at most a page. */
export async function queryReplay(
  subgraph: Subgraph,
  { field, topic, after, request }: { field: string; topic: string; after: number; request: RequestContext },
): Promise<LiveReplay> {
  const document = parse(
    `query ($topic: String!, $after: Seq!, $first: Int!) { result: ${field}(topic: $topic, after: $after, first: $first) }`,
  );
  return LIVE_REPLAY.parse(
    await query(subgraph, { document, variables: { topic, after, first: REPLAY_PAGE }, request }),
  );
}

/** Where the logs of topics are now; a topic that is gone is missing. */
export async function queryHeads(
  subgraph: Subgraph,
  { field, topics, request }: { field: string; topics: readonly string[]; request: RequestContext },
): Promise<LiveHead[]> {
  const document = parse(`query ($topics: [String!]!) { result: ${field}(topics: $topics) }`);
  return LIVE_HEADS.parse(await query(subgraph, { document, variables: { topics }, request }));
}

/** The subscription's own arguments, for its source query. */
function sourceDocument(operation: OperationDefinitionNode, field: FieldNode): DocumentNode {
  const used = variablesIn(field.arguments ?? []);
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
        selectionSet: {
          kind: Kind.SELECTION_SET,
          selections: [
            {
              kind: Kind.FIELD,
              alias: { kind: Kind.NAME, value: 'result' },
              name: { kind: Kind.NAME, value: `${field.name.value}Source` },
              arguments: field.arguments,
            },
          ],
        },
      },
    ],
  };
}

async function query(subgraph: Subgraph, operation: Parameters<Subgraph['execute']>[0]): Promise<unknown> {
  const { data, errors } = await subgraph.execute(operation);
  const error = errors?.[0];
  if (error) {
    const { code, ...details } = error.extensions;
    if (isErrorCode(code)) throw new ParleyError(code, error.message, { details, cause: error });
    throw unavailable('Live delivery failed', error);
  }
  return data?.result;
}
