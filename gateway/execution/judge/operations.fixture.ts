import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from './random.fixture';

export interface RandomOperation {
  query: string;
  variables: Record<string, unknown>;
}

/** What hurts where names of clients and names inside are mixed up. */
const ALIASES = [
  'id',
  'name',
  '__typename',
  'code',
  'ref',
  'f0',
  'f1',
  'f2',
  'representations',
  '_entities',
  'a0_f0',
  'x',
];
const MAX_DEPTH = 5;
const TRIES = 20;

/** An operation that is valid on a schema. */
export function makeOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  for (let tries = 0; tries < TRIES; tries++) {
    const operation = new Operation(schema, random).make();
    if (validate(schema, parse(operation.query)).length === 0) return operation;
  }
  return { query: '{ __typename }', variables: {} };
}

class Operation {
  private readonly fragments: string[] = [];
  private readonly usable: { name: string; type: string }[] = [];
  private readonly used = new Set<string>();
  private left = 40;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
  ) {}

  make(): RandomOperation {
    const isMutation = this.random.chance(0.05);
    const root = isMutation ? this.schema.getMutationType()! : this.schema.getQueryType()!;
    const body = this.selections(root, 0);
    const declared: string[] = [];
    const variables: Record<string, unknown> = {};
    for (const name of this.used) this.declare(name, declared, variables);
    const head = declared.length > 0 ? `(${declared.join(', ')})` : '';
    const fragments = this.fragments.filter((one) => this.isUsed(one, body)).join('\n');
    return { query: `${isMutation ? 'mutation' : 'query'} Q${head} ${body}\n${fragments}`, variables };
  }

  private isUsed(fragment: string, body: string): boolean {
    const [, name] = /^fragment (\w+)/.exec(fragment)!;
    return [body, ...this.fragments].some((text) => text.includes(`...${name} `));
  }

  private declare(name: string, declared: string[], variables: Record<string, unknown>): void {
    const { random } = this;
    if (name.startsWith('is')) {
      const withDefault = random.chance(0.4);
      declared.push(`$${name}: Boolean!${withDefault ? ' = true' : ''}`);
      if (!withDefault || random.chance(0.5)) variables[name] = random.chance(0.6);
      return;
    }
    const type = name.startsWith('text') ? 'String' : 'Int';
    const value = () => (type === 'String' ? random.pick(['x', '']) : random.below(9));
    declared.push(`$${name}: ${type}${random.chance(0.4) ? ` = ${JSON.stringify(value())}` : ''}`);
    const given = random.below(3);
    if (given > 0) variables[name] = given === 1 ? null : value();
  }

  private selections(type: GraphQLCompositeType, depth: number): string {
    const { random } = this;
    const parts: string[] = [];
    const names = new Set<string>();
    const count = 1 + random.below(depth === 0 ? 3 : 5);
    for (let index = 0; index < count && this.left > 0; index++) {
      const part = this.selection(type, depth, names);
      if (part) parts.push(part);
    }
    if (parts.length === 0) parts.push(this.typename(names));
    return `{ ${parts.join(' ')} }`;
  }

  private selection(type: GraphQLCompositeType, depth: number, names: Set<string>): string | undefined {
    const { random } = this;
    this.left--;
    if (random.chance(0.12)) return this.typename(names);
    if (random.chance(isAbstractType(type) ? 0.5 : 0.12)) return this.fragment(type, depth);
    if (!isObjectType(type) && !isInterfaceType(type)) return this.fragment(type, depth);
    const field = random.pick(Object.values(type.getFields()));
    const composite = getNamedType(field.type);
    if (isCompositeType(composite) && depth >= MAX_DEPTH) return undefined;
    const alias = random.chance(0.4) ? random.pick(ALIASES) : field.name;
    if (names.has(alias)) return undefined;
    names.add(alias);
    const args = this.args(field);
    const written = (): string => {
      const inner = isCompositeType(composite) ? ` ${this.selections(composite, depth + 1)}` : '';
      // an alias that is the field's own name changes nothing
      const shown = alias === field.name && !random.chance(0.2) ? '' : `${alias}: `;
      return `${shown}${field.name}${args}${this.condition()}${inner}`;
    };
    return random.chance(0.1) ? `${written()} ${written()}` : written();
  }

  private typename(names: Set<string>): string {
    const alias = this.random.chance(0.5) ? '__typename' : this.random.pick(['t', 'x', 'id']);
    if (names.has(alias)) return 'other: __typename';
    names.add(alias);
    return alias === '__typename' ? alias : `${alias}: __typename`;
  }

  private fragment(type: GraphQLCompositeType, depth: number): string {
    const { random, schema } = this;
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type, ...type.getInterfaces()];
    const on = random.pick<GraphQLCompositeType>([...possible, type]);
    const known = this.usable.filter((one) => one.type === on.name);
    if (known.length > 0 && random.chance(0.4)) return `...${random.pick(known).name} ${this.condition()}`;
    if (random.chance(0.3)) {
      const name = `F${this.fragments.length}`;
      this.fragments.push('');
      const index = this.fragments.length - 1;
      this.fragments[index] = `fragment ${name} on ${on.name} ${this.selections(on, depth)}`;
      this.usable.push({ name, type: on.name });
      return `...${name} ${this.condition()}`;
    }
    return `... on ${on.name}${this.condition()} ${this.selections(on, depth)}`;
  }

  private args({ args }: GraphQLField<unknown, unknown>): string {
    const { random } = this;
    const given = random.some(args, 0.4).map(({ name, type }) => {
      const isText = String(type) === 'String';
      if (random.chance(0.5)) return `${name}: ${random.pick(isText ? ['"x"', 'null', '""'] : ['1', 'null', '3'])}`;
      return `${name}: ${this.variable(random.pick(isText ? ['text', 'textB'] : ['n', 'representations']))}`;
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  private condition(): string {
    const { random } = this;
    if (!random.chance(0.15)) return '';
    const value = random.chance(0.7) ? this.variable(random.pick(['isA', 'isB'])) : String(random.chance(0.7));
    return random.chance(0.5) ? ` @include(if: ${value})` : ` @skip(if: ${value})`;
  }

  private variable(name: string): string {
    this.used.add(name);
    return `$${name}`;
  }
}
