import { defaultFieldResolver, TypeNameMetaFieldDef } from 'graphql';
import { compileArguments } from './arguments';
import { compilePosition, type Compiler } from './completion';
import { ResolveInfo, type SelectedField } from './resolve-info';
import type { Slot } from './slot';

/** A selected field, compiled. */
export interface ExecutableField {
  readonly key: string;
  /** Gives its result; undefined if that comes later. Errors: the field's, if it cannot be null. */
  execute(source: unknown, at: Slot): unknown;
}

/** Calls its resolver. */
type Resolve = (source: unknown, at: Slot) => unknown;

export function compileField(field: SelectedField, compiler: Compiler): ExecutableField {
  const { key, definition, parentType } = field;
  if (definition === TypeNameMetaFieldDef) return { key, execute: () => parentType.name };
  const position = compilePosition(definition.type, { field, compiler });
  const resolve = compileResolver(field);
  return {
    key,
    execute(source, at) {
      try {
        return position.settle(resolve(source, at), key, at);
      } catch (error) {
        return position.fail(error, key, at);
      }
    },
  };
}

function compileResolver(field: SelectedField): Resolve {
  const { definition, nodes } = field;
  const { resolve = defaultFieldResolver } = definition;
  const readArguments = compileArguments(definition, nodes[0]!);
  if (resolve === defaultFieldResolver && !readArguments) return compileProperty(field);
  return (source, at) => {
    const { variables, context } = at.run.inputs;
    return resolve(source, readArguments ? readArguments(variables) : {}, context, new ResolveInfo(field, at));
  };
}

/** The default resolver of a field without arguments. */
function compileProperty(field: SelectedField): Resolve {
  const { name } = field.definition;
  return (source, at) => {
    if ((typeof source !== 'object' || source === null) && typeof source !== 'function') return undefined;
    const property = (source as Record<string, unknown>)[name];
    if (typeof property !== 'function') return property;
    return (source as Record<string, Resolver>)[name]!({}, at.run.inputs.context, new ResolveInfo(field, at));
  };
}

type Resolver = (args: Record<string, unknown>, context: unknown, info: ResolveInfo) => unknown;
