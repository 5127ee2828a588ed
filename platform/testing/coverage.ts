import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  print,
  type ArgumentNode,
  type ExecutionResult,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  type GraphQLObjectType,
  type OperationTypeNode,
  type VariableDefinitionNode,
  parseType,
  type SelectionNode,
} from 'graphql';

/** Fields `Type.field` that were asked for, and what came of it. */
export class FieldCoverage {
  readonly #schema: GraphQLSchema;
  readonly #answered = new Set<string>();
  readonly #notNull = new Set<string>();
  readonly #errors = new Map<string, string>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** Fields of the schema that no answer had, with the error that one had instead. */
  missing(): string[] {
    return this.#fields(this.#answered).map((field) => `${field}: ${this.#errors.get(field) ?? 'never answered'}`);
  }

  /** Fields that are null in every answer. */
  alwaysNull(): string[] {
    return this.#fields(this.#notNull);
  }

  #fields(without: ReadonlySet<string>): string[] {
    const types = Object.values(this.#schema.getTypeMap()).filter(
      (type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
    ) as GraphQLObjectType[];
    return types
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
      .filter((field) => !without.has(field));
  }

  /** Takes down what an answer to `field` says of the fields in it. */
  record(operation: OperationTypeNode, { data, errors = [] }: ExecutionResult): void {
    const root = this.#schema.getRootType(operation)!;
    const failed = new Map(errors.map(({ path = [], message }) => [path.join('.'), message]));
    this.#visit(root.name, data ?? {}, { path: [], failed });
    for (const { path, message } of errors) if (path?.length) this.#errors.set(`${root.name}.${path[0]}`, message);
  }

  #visit(type: string, object: Record<string, unknown>, at: { path: string[]; failed: Map<string, string> }): void {
    const parent = this.#schema.getType(type) as GraphQLObjectType;
    for (const [field, value] of Object.entries(object)) {
      if (field === '__typename') continue;
      const path = [...at.path, field];
      const error = value === null ? errorAt(at.failed, path.join('.')) : undefined;
      for (const { name } of [parent, ...parent.getInterfaces().filter((of) => field in of.getFields())]) {
        if (error) this.#errors.set(`${name}.${field}`, error);
        else this.#answered.add(`${name}.${field}`);
        if (value !== null) this.#notNull.add(`${name}.${field}`);
      }
      for (const [n, item] of [value].flat().entries())
        if (typeof item === 'object' && item !== null) {
          const below = Array.isArray(value) ? [...path, String(n)] : path;
          this.#visit((item as { __typename: string }).__typename, item as Record<string, unknown>, {
            ...at,
            path: below,
          });
        }
    }
  }
}

/** The error that made a field null: its own, or of what is in it and must not be null. */
const errorAt = (failed: ReadonlyMap<string, string>, path: string): string | undefined =>
  [...failed].find(([at]) => at === path || at.startsWith(`${path}.`))?.[1];

/** An operation of one root field with all its arguments as variables, that asks for all there is, two objects deep. */
export function selectingAll(schema: GraphQLSchema, operation: OperationTypeNode, field: string): string {
  const { args, type } = schema.getRootType(operation)!.getFields()[field]!;
  const variable = (name: string) => ({ kind: Kind.VARIABLE, name: nameOf(name) }) as const;
  return print({
    kind: Kind.OPERATION_DEFINITION,
    operation,
    variableDefinitions: args.map((arg): VariableDefinitionNode => ({
      kind: Kind.VARIABLE_DEFINITION,
      variable: variable(arg.name),
      // with a default of the schema it need not be given
      type: parseType(arg.defaultValue === undefined ? String(arg.type) : String(arg.type).replace(/!$/, '')),
    })),
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        select(
          field,
          selectionsOf(schema, getNamedType(type), 2),
          args.map(({ name }) => ({ kind: Kind.ARGUMENT, name: nameOf(name), value: variable(name) })),
        ),
      ],
    },
  });
}

const nameOf = (value: string) => ({ kind: Kind.NAME, value }) as const;

const select = (name: string, selections: SelectionNode[], args: ArgumentNode[] = []): SelectionNode => ({
  kind: Kind.FIELD,
  name: nameOf(name),
  arguments: args,
  ...(selections.length > 0 && { selectionSet: { kind: Kind.SELECTION_SET, selections } }),
});

/** What only leads to other objects does not count as one. */
const PASSED_THROUGH = /Connection$|Edge$|Hit$|Changes$|^PageInfo$|^Reaction$/;

function selectionsOf(schema: GraphQLSchema, type: GraphQLNamedOutputType, depth: number): SelectionNode[] {
  if (isLeafType(type)) return [];
  const own = [select('__typename', [])];
  if (isAbstractType(type))
    return own.concat(
      schema.getPossibleTypes(type).map((possible) => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: nameOf(possible.name) },
        selectionSet: { kind: Kind.SELECTION_SET, selections: selectionsOf(schema, possible, depth) },
      })),
    );
  const left = PASSED_THROUGH.test(type.name) ? depth : depth - 1;
  for (const field of Object.values(type.getFields())) {
    const of = getNamedType(field.type);
    if (isLeafType(of) || left > 0 || PASSED_THROUGH.test(of.name))
      own.push(select(field.name, selectionsOf(schema, of, left)));
  }
  return own;
}
