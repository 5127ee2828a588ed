import {
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import type { Compiler, FillObject } from './completion';
import { compileField, type ExecutableField } from './field';
import type { OperationParts } from './run';
import type { Container } from './slot';

/**
 * Compiles the fields that an operation selects of its root type. `conditions`: values of the variables that @skip and
 * @include depend on. Errors: of a condition without a value.
 */
export function compileSelections(
  { schema, fragments, operation }: OperationParts,
  conditions: Record<string, unknown>,
): readonly ExecutableField[] {
  const query = schema.getQueryType();
  const compiler: Compiler = {
    schema,
    selectionsOf: (type, nodes) => filler(fieldsOf(type, collectSubfields(schema, fragments, conditions, type, nodes))),
  };

  function fieldsOf(parentType: GraphQLObjectType, selected: ReadonlyMap<string, readonly FieldNode[]>) {
    return Array.from(selected).flatMap(([key, nodes]) => {
      const definition = definitionOf(parentType, nodes[0]!.name.value);
      return definition ? [compileField({ key, parentType, definition, nodes }, compiler)] : [];
    });
  }

  function definitionOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((one) => one.name === name);
    return meta && type === query ? meta : type.getFields()[name];
  }

  const root = schema.getRootType(operation.operation)!;
  return fieldsOf(root, collectFields(schema, fragments, conditions, root, operation.selectionSet));
}

function filler(fields: readonly ExecutableField[]): FillObject {
  const Result = resultClass();
  return (source, slot) => {
    const result = new Result();
    slot.value = result;
    for (const { key, execute } of fields) result[key] = execute(source, slot);
    return result;
  };
}

/**
 * Makes objects that inherit nothing, so that a field may have any name. Unlike those of `Object.create(null)` they are as
 * fast as others, and the engine learns the fields of each class.
 */
export function resultClass(): new () => Container {
  const Result = function () {} as unknown as new () => Container;
  Object.defineProperty(Result, 'prototype', { value: Object.create(null) });
  return Result;
}
