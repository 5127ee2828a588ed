import {
  getNamedType,
  GraphQLInt,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from './random.fixture';
import { LITERAL } from './random-resolvers.fixture';

export interface RandomOperation {
  source: string;
  document: DocumentNode;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

const MAX_DEPTH = 5;
const TRIES = 30;

/** An operation that is valid on the schema, beside another one of the same document. */
export function randomOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  for (let tries = 0; tries < TRIES; tries++) {
    const { source, variables } = new Writer(schema, random).write();
    const document = parse(source);
    if (validate(schema, document).length > 0) continue;
    return {
      source,
      document,
      variables,
      operationName: random.pick(['Q', 'Q', 'Q', 'Q', 'Q', 'Q', 'Other', 'Missing', undefined]),
    };
  }
  return { source: '{ __typename }', document: parse('{ __typename }'), variables: {}, operationName: undefined };
}

interface Variable {
  type: string;
  default?: string;
  /** Undefined: it is not given. */
  value: unknown;
}

class Writer {
  private readonly variables = new Map<string, Variable>();
  private readonly fragments: { name: string; type: string; text: string }[] = [];
  private left = 30;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
  ) {}

  write(): Pick<RandomOperation, 'source' | 'variables'> {
    const kind = this.random.pick(['query', 'query', 'query', 'mutation', 'subscription'] as const);
    const { schema } = this;
    const roots = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    };
    const body = kind === 'subscription' ? this.oneField(roots[kind]!) : this.selections(roots[kind]!, 0);
    const declared = Array.from(
      this.variables,
      ([name, one]) => `$${name}: ${one.type}${one.default ? ` = ${one.default}` : ''}`,
    );
    const fragments = this.fragments.map(({ name, type, text }) => `fragment ${name} on ${type} ${text}`);

    const other = `query Other { __typename }`;
    const given = Array.from(this.variables, ([name, { value }]) => [name, value] as const);
    return {
      source: [`${kind} Q${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${body}`, other, ...fragments].join(
        '\n',
      ),
      variables: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    };
  }

  private oneField(type: GraphQLCompositeType): string {
    const names = Object.keys((type as { getFields(): Record<string, unknown> }).getFields());
    const field = (type as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields()[
      this.random.pick(names)
    ]!;
    // the field of a subscription has no condition
    return `{ ${this.field(field, 0, { isAlone: true })} }`;
  }

  private selections(type: GraphQLCompositeType, depth: number): string {
    const parts = Array.from({ length: 1 + this.random.below(5) }, () => this.selection(type, depth));
    const written = parts.filter((part) => part !== '');
    return `{ ${written.length > 0 ? written.join(' ') : '__typename'} }`;
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    const { random, schema } = this;
    if (this.left-- < 0) return '';
    if (random.chance(0.08)) return `${random.pick(['', '__proto__: ', 'toString: '])}__typename`;
    if (type === schema.getQueryType() && random.chance(0.06))
      return random.pick([
        '__type(name: "Node") { name kind possibleTypes { name } }',
        '__schema { queryType { name fields { name args { name } } } }',
      ]);
    if (isUnionType(type) || random.chance(isAbstractType(type) ? 0.5 : 0.2)) return this.fragment(type, depth);
    const field = random.pick(Object.values(type.getFields()));
    if (isCompositeType(getNamedType(field.type)) && depth >= MAX_DEPTH) return '';
    return this.field(field, depth);
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number, { isAlone = false } = {}): string {
    const alias = this.random.chance(0.3) ? `${this.random.pick(['x', 'y', '__proto__', 'valueOf'])}: ` : '';
    const args = field.args.map((arg) => this.argument(arg)).filter((arg) => arg !== '');
    const named = getNamedType(field.type);
    const inner = isCompositeType(named) ? ` ${this.selections(named, depth + 1)}` : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${isAlone ? '' : this.condition()}${inner}`;
  }

  private fragment(type: GraphQLCompositeType, depth: number): string {
    const { random, schema } = this;
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const on = random.pick([type, ...possible, ...('getInterfaces' in type ? type.getInterfaces() : [])]);
    const known = this.fragments.filter((one) => one.type === on.name && one.text !== '');
    if (known.length > 0 && random.chance(0.6)) return `...${random.pick(known).name}${this.condition()}`;
    if (random.chance(0.4)) {
      const fragment = { name: `F${this.fragments.length}`, type: on.name, text: '' };
      this.fragments.push(fragment);
      fragment.text = this.selections(on, depth);
      return `...${fragment.name}${this.condition()}`;
    }
    const condition = on === type && random.chance(0.5) ? '' : ` on ${on.name}`;
    return `...${condition}${this.condition()} ${this.selections(on, depth)}`;
  }

  private condition(): string {
    const { random } = this;
    if (!random.chance(0.15)) return '';
    const one = (): string =>
      `@${random.pick(['skip', 'include'])}(if: ${random.chance(0.3) ? random.pick(['true', 'false']) : `$${this.boolean()}`})`;
    const first = one();
    const second = one();
    return ` ${first}${random.chance(0.2) && first.slice(0, 4) !== second.slice(0, 4) ? ` ${second}` : ''}`;
  }

  private boolean(): string {
    const { random } = this;
    const name = random.pick(['p', 'q']);
    const hasDefault = random.chance(0.4);
    // null is valid for a nullable variable with a default, and an error where it is used
    const values = hasDefault ? [true, false, undefined, null] : [true, false];
    if (!this.variables.has(name))
      this.variables.set(name, {
        type: hasDefault ? 'Boolean' : 'Boolean!',
        value: random.pick(values),
        ...(hasDefault && { default: 'true' }),
      });
    return name;
  }

  private argument({ name, type, defaultValue }: GraphQLArgument): string {
    const { random } = this;
    const isOptional = !isNonNullType(type) || defaultValue !== undefined;
    if (isOptional && random.chance(0.3)) return '';
    return `${name}: ${random.chance(0.5) ? this.variable(type, defaultValue !== undefined) : this.literal(type)}`;
  }

  private variable(type: GraphQLInputType, isOptional: boolean): string {
    const { random } = this;
    const nullable = isNonNullType(type) ? type.ofType : type;
    const hasDefault = random.chance(0.3);
    const isNullable = nullable === type || isOptional || hasDefault;
    const declared = isNullable && random.chance(0.7) ? nullable : isNonNullType(type) ? type : nullable;
    const name = random.chance(0.05) ? 'constructor' : `v${this.variables.size}`;
    if (this.variables.has(name)) return this.literal(type);
    const mayLack = !isNonNullType(declared) || hasDefault;
    const value = mayLack && random.chance(0.3) ? undefined : this.value(declared);
    this.variables.set(name, {
      type: String(declared),
      value,
      ...(hasDefault && { default: this.literal(declared, { constant: true }) }),
    });
    return `$${name}`;
  }

  private literal(type: GraphQLInputType, { constant = false } = {}): string {
    const { random } = this;
    if (isNonNullType(type))
      return this.literal(type.ofType, { constant }).replace(/^null$/, this.leafLiteral(type.ofType));
    if (random.chance(0.1)) return 'null';
    if (isListType(type)) {
      if (random.chance(0.2)) return this.literal(type.ofType, { constant });
      const items = Array.from({ length: random.below(3) }, () =>
        !constant && random.chance(0.2) ? this.variable(type.ofType, false) : this.literal(type.ofType, { constant }),
      );
      return `[${items.join(', ')}]`;
    }
    if (type.name === 'Loose' && !constant && random.chance(0.5)) return `{ a: [${this.variable(GraphQLInt, false)}] }`;
    if (!isInputObjectType(type)) return this.leafLiteral(type);
    const fields = random.some(
      ['list: [1]', 'list: 2', 'at: 5', 'colours: [RED, null]', 'within: { count: 1 }', 'within: null'],
      0.3,
    );
    const count = constant || random.chance(0.6) ? '1' : this.variable(type.getFields().count!.type, false);
    const unique = new Map(
      [`text: "${LITERAL}"`, `count: ${count}`, ...fields].map((field) => [field.split(':')[0], field]),
    );
    return `{ ${[...unique.values()].join(', ')} }`;
  }

  private leafLiteral(type: GraphQLInputType): string {
    const named = getNamedType(type);
    const literals: Record<string, string[]> = {
      ...{ String: ['"s"', '""'], Int: ['3', '-1'], Boolean: ['true'], ID: ['"i"', '4'], Stamp: ['1000', '0'] },
      ...{ Colour: ['RED', 'BLUE'], Filter: [`{ text: "${LITERAL}", count: 2 }`], Loose: ['1', '{ a: [true] }'] },
    };
    return this.random.pick(literals[named.name]!);
  }

  /** What a client gives: sometimes what does not fit. */
  private value(type: GraphQLInputType): unknown {
    const { random } = this;
    if (random.chance(0.03)) return random.pick<unknown>([{}, 'text', [[1]], 1.5]);
    if (isNonNullType(type)) return this.value(type.ofType) ?? (random.chance(0.1) ? null : 1);
    if (random.chance(0.15)) return null;
    if (isListType(type))
      return random.chance(0.2) ? this.value(type.ofType) : [this.value(type.ofType), this.value(type.ofType)];
    if (isEnumType(type)) return random.pick(['RED', 'GREEN']);
    if (isInputObjectType(type))
      return { count: random.below(5), ...(random.chance(0.3) && { list: [1, 2], within: { count: 0 } }) };
    const values: Record<string, unknown[]> = {
      ...{ String: ['s', ''], Int: [0, 9], Boolean: [true, false], ID: ['i', 4], Stamp: [0, 5], Loose: ['s', 1] },
    };
    return random.pick(values[type.name]!);
  }
}
