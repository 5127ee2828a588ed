import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { FAILED, type Completion } from './completion';
import { Failure, GONE, isObject } from './failures';
import { leafCompleter } from './leaf';
import type { Names } from './names';
import type { Selections } from './selections';

/**
 * Completes a value (6.4.3 of the specification): what the client gets, null, or FAILED or GONE for a null that is
 * accounted for.
 */
type Complete = (value: unknown, at: Completion) => unknown;

/** How objects of one type look to the client. */
export interface ObjectShape {
  readonly type: GraphQLCompositeType;
  readonly fields: readonly FieldShape[];
  complete: Complete;
}

export interface FieldShape {
  readonly responseName: string;
  /** Inside. */
  readonly name: string;
  /** `Type.field`, for messages. */
  readonly coordinate: string;
  /** As the client wrote it. */
  readonly nodes: readonly FieldNode[];
  readonly isNonNull: boolean;
  readonly complete: Complete;
  /** Undefined of `__typename` and introspection. */
  readonly type?: GraphQLOutputType;
  /** Of objects. */
  readonly composite?: Composite;
  /** How the objects in it may look. */
  within(): readonly ObjectShape[];
}

/** Compiles how the result of an operation is completed: the client's names, order and nulls out of internal data. */
export function compileShape(selections: Selections, names: Names): ObjectShape {
  const { schema, operation } = selections;
  const root = schema.getRootType(operation.operation)!;
  return new Shapes(selections, names).object(root, [operation.selectionSet], true);
}

interface FieldMaking {
  parent: GraphQLCompositeType;
  responseName: string;
  nodes: readonly FieldNode[];
  isRoot: boolean;
}

class Shapes {
  constructor(
    private readonly selections: Selections,
    private readonly names: Names,
  ) {}

  object(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], isRoot = false): ObjectShape {
    const found = [...this.selections.fieldsOf(type, sets).entries()];
    const fields = found.map(([responseName, nodes]) => this.field({ parent: type, responseName, nodes, isRoot }));
    return { type, fields, complete: objectCompleter(fields) };
  }

  private field({ parent, responseName, nodes, isRoot }: FieldMaking): FieldShape {
    const [node] = nodes as [FieldNode];
    const name = node.name.value;
    const coordinate = `${parent.name}.${name}`;
    const internal = { responseName, nodes, name: this.internalName(node, isRoot), coordinate };
    if (name === '__typename') return { ...internal, isNonNull: true, within: () => [], complete: typenameOf(parent) };
    if (isRoot && name.startsWith('__'))
      return { ...internal, isNonNull: false, within: () => [], complete: (_, at) => at.introspection[responseName] };
    const { type } = (parent as GraphQLObjectType | GraphQLInterfaceType).getFields()[name]!;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const named = getNamedType(type);
    const composite = isCompositeType(named) ? this.composite(named, sets) : undefined;
    const within = () => composite?.all() ?? [];
    const bare = composite?.complete ?? counted(isLeafType(named) ? leafCompleter(named) : passing);
    return {
      ...internal,
      isNonNull: isNonNullType(type),
      ...{ type, composite },
      within,
      complete: completer(getNullableType(type), { bare, within, coordinate }),
    };
  }

  private internalName(node: FieldNode, isRoot: boolean): string {
    const runsForEach = isRoot && this.selections.operation.operation === 'mutation';
    return runsForEach && !node.name.value.startsWith('__') ? this.names.ofRoot(node) : this.names.of(node);
  }

  private composite(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Composite {
    return isAbstractType(type)
      ? new AbstractShape(this.selections.schema, type, (concrete) => this.object(concrete, sets))
      : new ConcreteShape(this.selections, type as GraphQLObjectType, () => this.object(type, sets));
  }
}

interface Composite {
  readonly complete: Complete;
  all(): readonly ObjectShape[];
  /** Of an object that gives its type's name so; undefined where that needs a closer look. */
  shapeOf(typename: unknown): ObjectShape | undefined;
}

class ConcreteShape implements Composite {
  private made: ObjectShape | undefined;
  private readonly isRoot: boolean;

  constructor(
    { schema }: Selections,
    private readonly type: GraphQLObjectType,
    private readonly make: () => ObjectShape,
  ) {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    // which subgraphs may call what they like
    this.isRoot = roots.includes(type);
  }

  all = (): readonly [ObjectShape] => [(this.made ??= this.make())];

  complete: Complete = (value, at) => {
    if (!isObject(value)) return at.fail(`Expected an object of type ${this.type.name}`);
    const shape = this.shapeOf(value.__typename);
    if (shape) return shape.complete(value, at);
    return at.fail(`Expected an object of type ${this.type.name} and not of ${shown(value.__typename)}`);
  };

  shapeOf(name: unknown): ObjectShape | undefined {
    return name === undefined || name === this.type.name || this.isRoot ? this.all()[0] : undefined;
  }
}

class AbstractShape implements Composite {
  private readonly byType = new Map<string, ObjectShape>();
  private readonly possible: ReadonlyMap<string, GraphQLObjectType>;
  /** For objects of which it does not matter what they are. */
  private anyShape: ObjectShape | null | undefined;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly type: GraphQLAbstractType,
    private readonly make: (type: GraphQLCompositeType) => ObjectShape,
  ) {
    const types = schema.getPossibleTypes(type);
    this.possible = new Map(types.map((one) => [one.name, one]));
  }

  all = (): readonly ObjectShape[] => [...this.possible.values()].map((type) => this.of(type));

  complete: Complete = (value, at) => {
    if (!isObject(value)) return at.fail(`Expected an object of type ${this.type.name}`);
    const { __typename: name } = value;
    const known = this.shapeOf(name);
    if (known) return known.complete(value, at);
    const any = name === undefined || isAbstractType(this.schema.getType(name as string)) ? this.any() : undefined;
    if (any) return any.complete(value, at);
    return at.fail(`An object of type ${this.type.name} is of the type ${shown(name)}, which is none of its types`);
  };

  shapeOf(name: unknown): ObjectShape | undefined {
    const type = this.possible.get(name as string);
    return type && this.of(type);
  }

  private of(type: GraphQLObjectType): ObjectShape {
    const made = this.byType.get(type.name) ?? this.make(type);
    this.byType.set(type.name, made);
    return made;
  }

  /** An interface of which the same is selected whatever the type. */
  private any(): ObjectShape | undefined {
    if (this.anyShape === undefined) {
      const keys = (shape: ObjectShape) =>
        JSON.stringify(shape.fields.map(({ responseName, name }) => [responseName, name]));
      const shapes = this.all();
      const own = 'getFields' in this.type ? this.make(this.type) : undefined;
      const isSame = own && shapes.every((one) => keys(one) === keys(own));
      this.anyShape = isSame && own.fields.every(({ name }) => name !== '__typename') ? own : null;
    }
    return this.anyShape ?? undefined;
  }
}

/** Quotation marks, a colon, a comma and a short value. */
const FIELD_BYTES = 6;

/** What every object seems to have. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

function objectCompleter(fields: readonly FieldShape[]): Complete {
  return (value, at) => {
    const source = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    for (const { responseName, name, complete, isNonNull, coordinate } of fields) {
      at.grow(responseName.length + FIELD_BYTES);
      at.path.push(responseName);
      const found = inherited.has(name) && !Object.hasOwn(source, name) ? undefined : source[name];
      let completed = complete(found, at);
      if (completed === null || completed === FAILED || completed === GONE) {
        if (isNonNull) {
          // what has to have a value that its subgraph knows nothing of is not there itself
          const isGone = found === GONE;
          if (completed !== FAILED && !isGone) at.fail(`Cannot return null for non-nullable field ${coordinate}.`);
          at.path.pop();
          return isGone ? GONE : FAILED;
        }
        completed = null;
      }
      at.path.pop();
      if (responseName === '__proto__') define(result, responseName, completed);
      else result[responseName] = completed;
    }
    return result;
  };
}

interface Parts {
  /** Of what is neither null nor a list. */
  bare: Complete;
  within: () => readonly ObjectShape[];
  coordinate: string;
}

function completer(type: GraphQLNullableType & GraphQLOutputType, parts: Parts): Complete {
  const { bare, within } = parts;
  const inner = isListType(type) ? listCompleter(type.ofType, parts) : bare;
  return (value, at) => {
    if (value === undefined || value === null) return null;
    if (value === GONE) return GONE;
    if (value instanceof Failure) return at.failed(value, within());
    return inner(value, at);
  };
}

function listCompleter(itemType: GraphQLOutputType, parts: Parts): Complete {
  const complete = completer(getNullableType(itemType) as GraphQLNullableType & GraphQLOutputType, parts);
  const isNonNull = isNonNullType(itemType);
  return (value, at) => {
    if (!Array.isArray(value)) return at.fail(`Expected a list for ${parts.coordinate}`);
    const result: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      at.path.push(index);
      let completed = complete(value[index], at);
      if (completed === null || completed === FAILED || completed === GONE) {
        if (isNonNull) {
          if (completed !== FAILED) at.fail(`Cannot return null for non-nullable field ${parts.coordinate}.`);
          at.path.pop();
          return FAILED;
        }
        completed = null;
      }
      at.path.pop();
      result.push(completed);
    }
    return result;
  };
}

/** Counts what a leaf adds to the result. */
const counted =
  (complete: Complete): Complete =>
  (value, at) => {
    const completed = complete(value, at);
    if (typeof completed === 'string') at.grow(completed.length);
    else if (typeof completed === 'object' && completed !== null) at.grow(JSON.stringify(completed).length);
    return completed;
  };

const passing: Complete = (value) => value;

function typenameOf(parent: GraphQLCompositeType): Complete {
  return isObjectType(parent) ? () => parent.name : (_, at) => at.fail('The concrete type is not known');
}

const shown = (name: unknown): string => (typeof name === 'string' ? name : 'unknown');

const define = (object: object, name: string, value: unknown) =>
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
