import {
  getNullableType,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect';
import { compileLeaf } from './leaf';
import { isPromise, Position } from './position';
import { ResolveInfo, type SelectedField } from './resolve-info';
import { runtimeTypeOf, resolverOf } from './runtime-type';
import { Slot, type Container } from './slot';

/** Executes what is selected of an object, into its slot. */
export type FillObject = (source: unknown, slot: Slot) => Container;

export interface Compiler {
  readonly schema: GraphQLSchema;
  /** For what the nodes of a field select of a type. */
  selectionsOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): FillObject;
}

interface Field {
  field: SelectedField;
  compiler: Compiler;
}

/** Compiles how values of a type are completed. */
export function compilePosition(type: GraphQLOutputType, of: Field, depth = 0): Position {
  const position = new Position(of.field, type, depth);
  const inner = getNullableType(type);
  if (isLeafType(inner)) position.complete = compileLeaf(inner);
  else if (isListType(inner)) position.complete = compileList(position, inner, of);
  else if (isAbstractType(inner)) position.complete = compileAbstract(position, inner, of);
  else position.complete = compileObject(position, inner, of);
  return position;
}

function compileList(position: Position, { ofType }: GraphQLList<GraphQLOutputType>, of: Field): Position['complete'] {
  const item = compilePosition(ofType, of, position.depth + 1);
  const { parentType, definition } = of.field;
  return (value, key, at) => {
    if (!isIterable(value))
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`,
      );
    const slot = new Slot(position, key, at);
    const items: unknown[] = [];
    slot.value = items as unknown as Container;
    const values = Array.isArray(value) ? (value as unknown[]) : Array.from(value);
    for (let index = 0; index < values.length; index++) {
      try {
        items.push(item.settle(values[index], index, slot));
      } catch (error) {
        items.push(failItem(error, { item, index, slot, values }));
      }
    }
    return items;
  };
}

interface FailedItem {
  item: Position;
  index: number;
  slot: Slot;
  values: readonly unknown[];
}

/** Errors: the item's, if it cannot be null. Then nobody waits for those that follow. */
function failItem(error: unknown, { item, index, slot, values }: FailedItem): null {
  try {
    return item.fail(error, index, slot);
  } catch (located) {
    for (const value of values.slice(index + 1)) if (isPromise(value)) void value.then(undefined, () => undefined);
    throw located;
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';

function compileObject(position: Position, type: GraphQLObjectType, of: Field): Position['complete'] {
  const fillerOf = lazyFiller(type, of);
  const { isTypeOf } = type;
  if (!isTypeOf) return (value, key, at) => fillerOf()(value, new Slot(position, key, at));
  return (value, key, at) => {
    const fill = fillerOf();
    const is = isTypeOf(value, at.run.inputs.context, infoAt(position, at));
    const complete = (later: unknown): Container => {
      if (later) return fill(value, new Slot(position, key, at));
      const problem = `Expected value of type "${type.name}" but got: ${inspect(value)}.`;
      throw new GraphQLError(problem, { nodes: of.field.nodes });
    };
    return isPromise(is) ? position.settleLater(is, at, { key, complete }) : complete(is);
  };
}

/** Compiles what is selected of a type when there is a first value: most operations never meet most types. */
function lazyFiller(type: GraphQLObjectType, { field, compiler }: Field): () => FillObject {
  let fill: FillObject | undefined;
  return () => (fill ??= compiler.selectionsOf(type, field.nodes));
}

function compileAbstract(position: Position, type: GraphQLAbstractType, of: Field): Position['complete'] {
  const resolveType = resolverOf(type);
  const { field, compiler } = of;
  const completions = new Map<unknown, Position['complete']>();
  function completionOf(typename: unknown, value: unknown): Position['complete'] {
    const known = completions.get(typename);
    if (known) return known;
    const runtime = runtimeTypeOf(typename, { type, field, schema: compiler.schema, value });
    const complete = compileObject(position, runtime, of);
    completions.set(typename, complete);
    return complete;
  }
  return (value, key, at) => {
    const typename = resolveType(value, at.run.inputs.context, infoAt(position, at), type);
    const complete = (later: unknown) => completionOf(later, value)(value, key, at);
    return isPromise(typename) ? position.settleLater(typename, at, { key, complete }) : complete(typename);
  };
}

/** Of the field, also for an item of its list. */
function infoAt({ field, depth }: Position, at: Slot): ResolveInfo {
  let owner = at;
  for (let lists = depth; lists > 0; lists--) owner = owner.parent!;
  return new ResolveInfo(field, owner);
}
