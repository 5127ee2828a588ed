import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type TypeDefinitionNode,
} from 'graphql';

/** What `@listSize` says of a field: how long its list is, or the lists in the object that it returns. */
export interface ListSize {
  readonly assumedSize: number | undefined;
  /** Arguments that give the size; the largest counts. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned object that have that size. Empty: the field itself is the list. */
  readonly sizedFields: readonly string[];
}

/** What one field costs. */
export interface FieldCost {
  /** Of each value: of the field, of its type, or 1 for an object and 0 for a leaf. */
  readonly weight: number;
  readonly argumentWeights: ReadonlyMap<string, number>;
  readonly listSize: ListSize | undefined;
}

/** The costs of a schema, by the directives of the GraphQL cost specification: https://ibm.github.io/graphql-specs/cost-spec.html */
export interface CostModel {
  readonly api: GraphQLSchema;
  /** Of a list that no `@listSize` tells the size of. */
  readonly defaultListSize: number;
  /** Of an interface: of whichever of its types costs most. */
  fieldCost(type: string, field: string): FieldCost;
}

const FREE: FieldCost = { weight: 0, argumentWeights: new Map(), listSize: undefined };

/** `supergraphSdl`: has the directives. `api`: the same graph as clients see it. */
export function createCostModel(
  supergraphSdl: string,
  { api, defaultListSize }: { api: GraphQLSchema; defaultListSize: number },
): CostModel {
  const document = parse(supergraphSdl, { noLocation: true });
  const directives = directiveReader(document);
  const typeWeights = new Map<string, number>();
  const definitions = new Map<string, FieldDefinitionNode>();
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const type = definition as TypeDefinitionNode;
    const weight = directives.weightOf(type);
    if (weight !== undefined) typeWeights.set(type.name.value, weight);
    if (!('fields' in type)) continue;
    for (const field of type.fields ?? [])
      if (field.kind === Kind.FIELD_DEFINITION) definitions.set(`${type.name.value}.${field.name.value}`, field);
  }
  const costs = new Map<string, FieldCost>();

  function costOf(typeName: string, fieldName: string): FieldCost {
    const type = api.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    if (!field) return FREE;
    const definition = definitions.get(`${typeName}.${fieldName}`);
    const named = getNamedType(field.type);
    const weight = directives.weightOf(definition) ?? typeWeights.get(named.name) ?? (isCompositeType(named) ? 1 : 0);
    const weighed = (definition?.arguments ?? []).flatMap((one) => {
      const own = directives.weightOf(one);
      return own === undefined ? [] : [[one.name.value, own] as const];
    });
    const own = { weight, argumentWeights: new Map(weighed), listSize: directives.listSizeOf(definition) };
    if (!isInterfaceType(type)) return own;
    const possible = api.getPossibleTypes(type).map(({ name }) => fieldCost(name, fieldName));
    return {
      ...own,
      weight: Math.max(weight, ...possible.map((one) => one.weight)),
      listSize: own.listSize ?? possible.find(({ listSize }) => listSize)?.listSize,
    };
  }

  function fieldCost(type: string, field: string): FieldCost {
    const key = `${type}.${field}`;
    const cost = costs.get(key) ?? costOf(type, field);
    costs.set(key, cost);
    return cost;
  }

  return { api, defaultListSize, fieldCost };
}

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[];
}

/** Reads the two directives, by the names that the supergraph links them under. */
function directiveReader(document: DocumentNode) {
  const names = linkedNames(document);
  function argumentsOf(node: Directed | undefined, directive: string): Record<string, unknown> | undefined {
    const found = node?.directives?.find(({ name }) => name.value === names.get(directive));
    return (
      found &&
      Object.fromEntries((found.arguments ?? []).map((one) => [one.name.value, valueFromASTUntyped(one.value)]))
    );
  }
  return {
    weightOf: (node: Directed | undefined) => argumentsOf(node, 'cost')?.['weight'] as number | undefined,
    listSizeOf(node: Directed | undefined): ListSize | undefined {
      const given = argumentsOf(node, 'listSize');
      if (!given) return undefined;
      const { assumedSize, slicingArguments, sizedFields } = given as { [K in keyof ListSize]?: ListSize[K] | null };
      return {
        assumedSize: assumedSize ?? undefined,
        slicingArguments: slicingArguments ?? [],
        sizedFields: sizedFields ?? [],
      };
    },
  };
}

const COST_SPEC = 'https://specs.apollo.dev/cost/';

/** What the directives are called in a supergraph: https://specs.apollo.dev/link/v1.0 */
function linkedNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map([
    ['cost', 'cost'],
    ['listSize', 'listSize'],
  ]);
  for (const definition of definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { name, arguments: given = [] } of definition.directives ?? []) {
      if (name.value !== 'link') continue;
      const link = Object.fromEntries(given.map((one) => [one.name.value, valueFromASTUntyped(one.value)]));
      if (!String(link['url']).startsWith(COST_SPEC) || !Array.isArray(link['import'])) continue;
      for (const one of link['import'] as (string | { name: string; as?: string })[]) {
        const from = typeof one === 'string' ? one : one.name;
        const to = typeof one === 'string' ? one : (one.as ?? one.name);
        names.set(from.slice(1), to.slice(1));
      }
    }
  }
  return names;
}
