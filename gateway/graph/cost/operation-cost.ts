import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isWithin } from '../../execution/selections';
import { largest, product, sum, valueOf, type Amount, type Variables } from './amount';
import type { CostModel, ListSize } from './cost-model';
import { responseNameOf } from '../../execution/names';

/** What a field of a mutation costs beside its result: it changes something. As in Apollo Router. */
const MUTATION_WEIGHT = 10;

/**
 * Compiles what an operation costs: the weights of all values in its result, if each list is as long as it may be. Of an
 * interface or a union the type that costs most counts. `variables`: as the client gave them.
 *
 * `document`: valid on the model's schema. The work is linear in its selections, with fragments expanded.
 */
export function compileCost(
  model: CostModel,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): (variables: Variables) => number {
  const amount = new CostCompiler(model, document, operation).compile();
  return (variables) => Math.min(valueOf(amount, variables), Number.MAX_SAFE_INTEGER);
}

/** Selections that are included if all of these hold. */
interface ConditionalSet {
  readonly set: SelectionSetNode;
  readonly conditions: readonly Condition[];
}
type Condition = (variables: Variables) => boolean;

interface ConditionalField {
  readonly node: FieldNode;
  readonly conditions: readonly Condition[];
}

/** Sizes that the field around a set has given to lists in it, by their names. */
type SizedFields = ReadonlyMap<string, Amount>;
const NONE: SizedFields = new Map();

class CostCompiler {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By name, the values of variables that the client does not give. */
  private readonly defaults: ReadonlyMap<string, unknown>;

  constructor(
    private readonly model: CostModel,
    { definitions }: DocumentNode,
    private readonly operation: OperationDefinitionNode,
  ) {
    this.fragments = new Map(
      definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
    );
    const declared = operation.variableDefinitions ?? [];
    this.defaults = new Map(
      declared.map(({ variable, defaultValue }) => [
        variable.name.value,
        defaultValue && valueFromASTUntyped(defaultValue),
      ]),
    );
  }

  compile(): Amount {
    const { operation, model } = this;
    const root = model.api.getRootType(operation.operation)!;
    const fields = this.collect([{ set: operation.selectionSet, conditions: [] }], root).fields;
    const perField = operation.operation === 'mutation' ? MUTATION_WEIGHT : 0;
    const costs = [...fields.values()].map((nodes) => this.ifIncluded(nodes, sum([perField, this.field(nodes, root)])));
    return sum(costs);
  }

  /** What is selected of one object of a type. */
  private object(sets: readonly ConditionalSet[], type: GraphQLCompositeType, sized: SizedFields): Amount {
    const { fields, ofTypes } = this.collect(sets, type);
    const own = [...fields.values()].map((nodes) => this.ifIncluded(nodes, this.field(nodes, type, sized)));
    return sum([...own, this.ofMostCostlyType(ofTypes, type, sized)]);
  }

  /** Selections by response name, and apart from them those of fragments on some types of an abstract type. */
  private collect(sets: readonly ConditionalSet[], type: GraphQLCompositeType) {
    const fields = new Map<string, ConditionalField[]>();
    const ofTypes = new Map<GraphQLCompositeType, ConditionalSet[]>();
    const visit = ({ set, conditions }: ConditionalSet): void => {
      for (const node of set.selections) {
        const own = this.conditionsOf(node);
        if (own === 'never') continue;
        const all = own.length > 0 ? [...conditions, ...own] : conditions;
        if (node.kind === Kind.FIELD) push(fields, responseNameOf(node), { node, conditions: all });
        else {
          const inner = this.fragment(node, type);
          const part = { set: inner.selectionSet, conditions: all };
          if (isWithin(this.model.api, type, inner.type)) visit(part);
          else if (isAbstractType(type)) push(ofTypes, inner.type, part);
        }
      }
    };
    for (const one of sets) visit(one);
    return { fields, ofTypes };
  }

  private ofMostCostlyType(
    ofTypes: ReadonlyMap<GraphQLCompositeType, readonly ConditionalSet[]>,
    type: GraphQLCompositeType,
    sized: SizedFields,
  ): Amount {
    if (ofTypes.size === 0 || !isAbstractType(type)) return 0;
    const { api } = this.model;
    const costs = [...ofTypes].map(([of, sets]) => ({ of, cost: this.object(sets, of, sized) }));
    return largest(
      api
        .getPossibleTypes(type)
        .map((concrete) => sum(costs.filter(({ of }) => isWithin(api, concrete, of)).map(({ cost }) => cost))),
    );
  }

  private field(fields: readonly ConditionalField[], parent: GraphQLCompositeType, sized = NONE): Amount {
    const [{ node }] = fields as [ConditionalField];
    const name = node.name.value;
    const definition = (parent as GraphQLObjectType | GraphQLInterfaceType).getFields?.()[name];
    // introspection is bounded by rules of its own
    if (!definition || name.startsWith('__')) return 0;
    const { weight, argumentWeights, listSize } = this.model.fieldCost(parent.name, name);
    const size = listSize && this.sizeOf(listSize, node, definition);
    const within = new Map((listSize?.sizedFields ?? []).map((one) => [one, size!] as const));
    const type = getNamedType(definition.type);
    const sets = fields.flatMap(({ node: { selectionSet: set } }) => (set ? [{ set, conditions: [] }] : []));
    const inner = isCompositeType(type) ? this.object(sets, type, within) : 0;
    const own = within.size > 0 ? undefined : size;
    const count = this.countOf(definition.type, own ?? sized.get(name));
    const given = (node.arguments ?? []).map((one) => argumentWeights.get(one.name.value) ?? 0);
    return sum([...given, product(count, sum([weight, inner]))]);
  }

  /** Values in a list of lists: only the outer one may have a known size. */
  private countOf(type: GraphQLOutputType, size: Amount | undefined): Amount {
    const nullable = getNullableType(type);
    if (!isListType(nullable)) return 1;
    return product(size ?? this.model.defaultListSize, this.countOf(nullable.ofType, undefined));
  }

  private sizeOf(
    { assumedSize, slicingArguments }: ListSize,
    node: FieldNode,
    { args }: GraphQLField<unknown, unknown>,
  ) {
    const unknown = assumedSize ?? this.model.defaultListSize;
    const given = slicingArguments.map((name) =>
      this.sizeBy(
        node,
        args.find((one) => one.name === name),
      ),
    );
    const known = given.filter((one) => one !== undefined);
    if (known.length === 0) return unknown;
    const most = largest(known);
    // a size that is none may stand for any
    return typeof most === 'number' ? most || unknown : (variables: Variables) => most(variables) || unknown;
  }

  /** The size that an argument gives; zero if its value is none. */
  private sizeBy({ arguments: given = [] }: FieldNode, argument: GraphQLArgument | undefined): Amount | undefined {
    if (!argument) return undefined;
    const ofSchema = sizeIn(argument.defaultValue);
    const value = given.find(({ name }) => name.value === argument.name)?.value;
    if (!value) return ofSchema;
    const sizeOr = (given: unknown) => positive(sizeIn(given)) ?? ofSchema ?? 0;
    if (value.kind !== Kind.VARIABLE) return sizeOr(valueFromASTUntyped(value));
    const read = this.variable(value.name.value);
    return (variables) => sizeOr(read(variables));
  }

  private variable(name: string): (variables: Variables) => unknown {
    const byDefault = this.defaults.get(name);
    return (variables) => (Object.hasOwn(variables, name) ? variables[name] : byDefault);
  }

  /** Undefined conditions hold. */
  private conditionsOf(node: SelectionNode): readonly Condition[] | 'never' {
    const conditions: Condition[] = [];
    for (const { name, arguments: [argument] = [] } of node.directives ?? []) {
      const isSkip = name.value === 'skip';
      if (!argument || (!isSkip && name.value !== 'include')) continue;
      if (argument.value.kind === Kind.BOOLEAN) {
        if (argument.value.value === isSkip) return 'never';
      } else if (argument.value.kind === Kind.VARIABLE) {
        const read = this.variable(argument.value.name.value);
        conditions.push((variables) => read(variables) !== isSkip);
      }
    }
    return conditions;
  }

  private ifIncluded(fields: readonly ConditionalField[], cost: Amount): Amount {
    if (cost === 0 || fields.some(({ conditions }) => conditions.length === 0)) return cost;
    return (variables) =>
      fields.some(({ conditions }) => conditions.every((holds) => holds(variables))) ? valueOf(cost, variables) : 0;
  }

  private fragment(node: Exclude<SelectionNode, FieldNode>, parent: GraphQLCompositeType) {
    const { typeCondition, selectionSet } =
      node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value)!;
    const type = typeCondition ? (this.model.api.getType(typeCondition.name.value) as GraphQLCompositeType) : parent;
    return { type, selectionSet };
  }
}

/** Undefined for null and for nothing. Zero for what is no size. A number may be an object, of a parser that keeps all digits. */
function sizeIn(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const size = Number(value);
  return size > 0 ? size : 0;
}

const positive = (size: number | undefined): number | undefined => (size === 0 ? undefined : size);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
