import {
  defaultFieldResolver,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { NewestFirst, Seq } from './scalars';

type Settle = (value: unknown) => unknown;

/**
 * What resolvers need not know of arguments and input fields. Changes the schema's resolvers.
 *
 * - One that is null gets its default, as one that is left out does: many clients send null for what they leave out.
 *   Where it is not nullable the executor refuses null.
 * - A cursor that is given for a position is that position. `cursors`: the fields, as `Type.field`, that tell them apart.
 */
export function settleArguments(schema: GraphQLSchema, cursors: readonly string[] = []): GraphQLSchema {
  const settling = createSettling();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const settle = settling(field.args, { keepsCursors: cursors.includes(`${type.name}.${field.name}`) });
      if (!settle) continue;
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, args, ...rest) => resolve(source, settle(args), ...rest);
    }
  }
  return schema;
}

type Declared = Pick<GraphQLArgument | GraphQLInputField, 'name' | 'type' | 'defaultValue'>;

/** Of what is declared, how a value is settled; undefined where it is left as it is. Input types may contain themselves. */
function createSettling() {
  const known = new Map<string, Settle | undefined>();

  function ofAll(declared: readonly Declared[], { keepsCursors = false } = {}): Settle | undefined {
    const all = declared.flatMap((one) => {
      const settle = ofOne(one, keepsCursors);
      return settle ? [[one.name, settle] as const] : [];
    });
    if (all.length === 0) return undefined;
    return (values) => {
      const settled = { ...(values as Record<string, unknown>) };
      for (const [name, settle] of all) if (Object.hasOwn(settled, name)) settled[name] = settle(settled[name]);
      return settled;
    };
  }

  function ofOne({ type, defaultValue }: Declared, keepsCursors: boolean): Settle | undefined {
    const inner = ofType(type, keepsCursors);
    const fallback = isNonNullType(type) ? undefined : defaultValue;
    if (fallback === undefined) return inner;
    return (value) => (value === null ? fallback : inner ? inner(value) : value);
  }

  function ofType(type: GraphQLInputType, keepsCursors: boolean): Settle | undefined {
    const named = getNamedType(type);
    if (named.name === Seq.name) return keepsCursors ? undefined : inLists(asPosition);
    if (!isInputObjectType(named)) return undefined;
    const settle = ofNamed(named.name, () => ofAll(Object.values(named.getFields())));
    return settle && inLists((value) => (isMissing(value) ? value : settle(value)));
  }

  function ofNamed(name: string, make: () => Settle | undefined): Settle | undefined {
    if (known.has(name)) return known.get(name);
    // a type within itself is settled by what is made of it in the end
    known.set(name, (value) => known.get(name)!(value));
    const made = make();
    known.set(name, made);
    return made;
  }

  return ofAll;
}

const asPosition: Settle = (value) => (value instanceof NewestFirst ? value.position : value);

const isMissing = (value: unknown): boolean => value === null || value === undefined;

/** Of one value, or of each in a list of them. */
const inLists =
  (settle: Settle): Settle =>
  (value) =>
    Array.isArray(value) ? value.map(inLists(settle)) : settle(value);
