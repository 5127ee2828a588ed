import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { refuseFaults } from '../execution/check-plan';
import type { CheckParts } from '../execution/missing-required';
import { aliasPrefix } from '../execution/names';
import { stepsOf } from '../execution/plan-steps';
import { typesOf } from '../execution/types-of';
import { externalFields } from './external-fields';
import { mendMerges } from './planner-merges';
import { removeUnresolvableKeys } from './resolvable-keys';
import { nameRequired } from './required-names';

/** One supergraph, and Apollo's planner for it. It takes long to create, and planning may take long too. */
export interface Planner extends CheckParts {
  readonly supergraph: Supergraph;
  /** The graph as clients see it. */
  readonly api: GraphQLSchema;
  /** Of internal names: `aliasPrefix`. */
  readonly prefix: string;
  /** The plan of an internal operation. Errors: of the planner, and INTERNAL for a plan whose results would be wrong. */
  plan(operation: DocumentNode): QueryPlan['node'];
}

/** Errors: for a supergraph that is not one. */
export function createPlanner(supergraphSdl: string): Planner {
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  const everything = supergraph.schema.toGraphQLJSSchema();
  const planner = new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: true });
  removeUnresolvableKeys(planner);
  mendMerges(planner, apiSchema);
  const prefix = aliasPrefix(everything);
  const parts: CheckParts = {
    requiredPaths: nameRequired(planner, prefix),
    externalFields: externalFields(supergraph),
    types: typesOf(everything),
  };
  return {
    ...parts,
    supergraph,
    api: apiSchema.toGraphQLJSSchema(),
    prefix,
    plan(operation) {
      const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, operation, { validate: false }));
      refuseFaults(stepsOf(node), operation, parts);
      return node;
    },
  };
}
