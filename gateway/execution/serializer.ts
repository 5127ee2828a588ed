import { compileFunction } from 'node:vm';
import {
  getNamedType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import { Failure } from './failures';
import { toJson } from './lossless';
import type { FieldShape, ObjectShape } from './shape';

/** JSON of a result that has no errors. Undefined for one that has to be completed with care, or may have errors. */
export type Serialize = (root: Readonly<Record<string, unknown>>) => string | undefined;

type Write = (value: never) => string;

/** Thrown where a value is not plainly what its type says. */
const UNSURE = new Error('not plainly of its type');

/**
 * Compiles the way from fetched data to JSON in one pass, without the client's objects in between. It writes exactly what
 * `shape.complete` and JSON.stringify would, wherever that is without an error. Functions are compiled when they are first
 * needed. Undefined for a shape with fields of introspection. What is longer than `maxCharacters` is left to `shape.complete` to refuse.
 */
export function compileSerializer(shape: ObjectShape, maxCharacters: number): Serialize | undefined {
  if (shape.fields.some(({ name, type }) => type === undefined && name !== '__typename')) return undefined;
  const write = objectWriter(shape, maxCharacters);
  return (root) => {
    try {
      return write(root as never);
    } catch (error) {
      if (error === UNSURE) return undefined;
      throw error;
    }
  };
}

/** What generated code calls, by name. */
interface Scope {
  unsure(): never;
  quoted: (text: string) => string;
  custom: (value: unknown) => string;
  maxCharacters: number;
  /** Of objects within, and enums. */
  writers: Write[];
}

function objectWriter(shape: ObjectShape, maxCharacters: number): Write {
  let write: Write | undefined;
  return (value) => (write ??= compile(shape, maxCharacters))(value);
}

function compile({ type, fields }: ObjectShape, maxCharacters: number): Write {
  if (fields.length === 0) return () => '{}';
  const scope: Scope = { unsure, quoted, custom, maxCharacters, writers: [] };
  const lines = fields.flatMap((field, index) => {
    const key = JSON.stringify(`${index === 0 ? '{' : ','}${JSON.stringify(field.responseName)}:`);
    if (field.name === '__typename') return [`s += ${key} + ${JSON.stringify(JSON.stringify(type.name))};`];
    return [`s += ${key};`, `v = ${readOf(field)};`, ...valueLines(field.type!, { field, scope, at: 'v', depth: 0 })];
  });
  const body = [
    "'use strict';",
    'return function (o) {',
    "let s = '', v;",
    ...lines,
    'if (s.length > maxCharacters) unsure();',
    "return s + '}';",
    '}',
  ];
  const make = compileFunction(body.join('\n'), Object.keys(scope)) as (...parts: unknown[]) => Write;
  return make(...(Object.values(scope) as unknown[]));
}

/** A property that every object has is the field's only if it is the object's own. */
const readOf = ({ name }: FieldShape): string =>
  name in Object.prototype ? `Object.hasOwn(o, "${name}") ? o["${name}"] : undefined` : `o["${name}"]`;

interface Writing {
  field: FieldShape;
  scope: Scope;
  /** The variable that has the value. */
  at: string;
  depth: number;
}

function valueLines(type: GraphQLOutputType, writing: Writing): string[] {
  const { at } = writing;
  if (isNonNullType(type)) return [`if (${at} == null) unsure();`, ...bareLines(type.ofType, writing)];
  return [`if (${at} == null) s += 'null'; else {`, ...bareLines(type, writing), '}'];
}

function bareLines(type: GraphQLOutputType, writing: Writing): string[] {
  const { at, depth } = writing;
  if (!isListType(type)) return [`s += ${bareExpression(type, writing)};`];
  const [list, index, item] = [`l${depth}`, `i${depth}`, `v${depth}`];
  return [
    `if (!Array.isArray(${at})) unsure();`,
    `{ const ${list} = ${at};`,
    "s += '[';",
    `for (let ${index} = 0; ${index} < ${list}.length; ${index}++) {`,
    `if (${index} > 0) s += ',';`,
    `const ${item} = ${list}[${index}];`,
    ...valueLines(type.ofType as GraphQLOutputType, { ...writing, at: item, depth: depth + 1 }),
    'if (s.length > maxCharacters) unsure();',
    '}',
    "s += ']'; }",
  ];
}

function bareExpression(type: GraphQLOutputType, { field, scope, at }: Writing): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return leafExpression(named, at, scope);
  return `writers[${scope.writers.push(compositeWriter(field, scope.maxCharacters)) - 1}](${at})`;
}

function leafExpression(type: GraphQLLeafType, at: string, scope: Scope): string {
  if (isEnumType(type)) {
    const names = new Map(type.getValues().map(({ name, value }) => [value as unknown, JSON.stringify(name)]));
    const write = (value: unknown) => names.get(value) ?? unsure();
    return `writers[${scope.writers.push(write) - 1}](${at})`;
  }
  if (!isSpecifiedScalarType(type)) return `custom(${at})`;
  return SCALARS[type.name]!.replaceAll('$', at);
}

/** Of values that JSON has already as the type wants them. */
const SCALARS: Readonly<Record<string, string>> = {
  [GraphQLString.name]: "(typeof $ === 'string' ? quoted($) : unsure())",
  [GraphQLID.name]: `(typeof $ === 'string' ? quoted($) : Number.isInteger($) ? '"' + $ + '"' : unsure())`,
  [GraphQLInt.name]: "(typeof $ === 'number' && ($ | 0) === $ ? $ : unsure())",
  [GraphQLFloat.name]: "(typeof $ === 'number' && Number.isFinite($) ? $ : unsure())",
  [GraphQLBoolean.name]: "($ === true ? 'true' : $ === false ? 'false' : unsure())",
};

function compositeWriter({ composite }: FieldShape, maxCharacters: number): Write {
  const byName = new Map<unknown, Write>();
  function find(name: unknown): Write {
    const shape = composite!.shapeOf(name) ?? unsure();
    const write = objectWriter(shape, maxCharacters);
    byName.set(name, write);
    return write;
  }
  return (value: Record<string, unknown>) => {
    if (typeof value !== 'object' || Array.isArray(value) || value instanceof Failure) unsure();
    const { __typename: name } = value;
    return (byName.get(name) ?? find(name))(value as never);
  };
}

function unsure(): never {
  throw UNSURE;
}

const PLAIN = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/;
const SHORT = 40;

/** JSON.stringify of a string; for short ones checking that there is nothing to escape is cheaper. */
const quoted = (text: string): string => (text.length < SHORT && PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** Of a custom scalar, whose value is its subgraph's to say. */
function custom(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'symbol' || value instanceof Failure) return unsure();
  return toJson(value) ?? unsure();
}
