import {
  getNamedType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parseType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { exactNumber } from './lossless';

/** An operation without the literals that JavaScript has no exact number for, and the variables in their place. */
export interface ExactLiterals {
  document: DocumentNode;
  values: Readonly<Record<string, unknown>>;
}

/**
 * Makes variables of numbers in custom scalars that would lose digits: the planner reads literals, and writes them anew.
 */
export function withExactLiterals(document: DocumentNode, schema: GraphQLSchema): ExactLiterals {
  if (!has(document, isInexact)) return { document, values: {} };
  const taken = new Set<string>();
  visit(document, { Variable: ({ name }) => void taken.add(name.value) });
  const values: Record<string, unknown> = {};
  const definitions: VariableDefinitionNode[] = [];

  function variableFor(node: ValueNode, type: GraphQLInputType): ValueNode {
    let name = `literal${definitions.length}`;
    while (taken.has(name)) name += '_';
    values[name] = valueOf(node);
    const variable = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
    definitions.push({ kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(String(type), { noLocation: true }) });
    return variable;
  }

  const types = new TypeInfo(schema);
  const replaced = visit(
    document,
    visitWithTypeInfo(types, {
      enter(node) {
        const type = types.getInputType();
        if (node.kind === Kind.VARIABLE_DEFINITION) return withoutDefault(node, values);
        if (!isValue(node) || !type || !isCustom(type) || !has(node, isInexact)) return undefined;
        return has(node, ({ kind }) => kind === Kind.VARIABLE) ? undefined : variableFor(node, type);
      },
    }),
  );
  return {
    document: visit(replaced, {
      OperationDefinition: (node) => ({
        ...node,
        variableDefinitions: [...(node.variableDefinitions ?? []), ...definitions],
      }),
    }),
    values,
  };
}

/** A default like that becomes the value of the variable where the client gives none. */
function withoutDefault(node: VariableDefinitionNode, values: Record<string, unknown>): VariableDefinitionNode | false {
  if (!node.defaultValue || !has(node.defaultValue, isInexact)) return false;
  values[node.variable.name.value] = valueOf(node.defaultValue);
  return { ...node, defaultValue: undefined };
}

const isCustom = (type: GraphQLInputType): boolean => {
  const named = getNamedType(type);
  return isScalarType(named) && !isSpecifiedScalarType(named);
};

const isValue = (node: ASTNode): node is ValueNode => node.kind.endsWith('Value');

/** In as many digits as not every number can have. */
const isInexact = (node: ASTNode): boolean =>
  (node.kind === Kind.INT || node.kind === Kind.FLOAT) && typeof exactNumber(node.value) !== 'number';

function has(node: ASTNode, is: (node: ASTNode) => boolean): boolean {
  let found = false;
  visit(node, {
    enter(one) {
      found ||= is(one);
      return found ? false : undefined;
    },
  });
  return found;
}

function valueOf(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return exactNumber(node.value);
    case Kind.LIST:
      return node.values.map(valueOf);
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, valueOf(value)]));
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return undefined;
    default:
      return node.value;
  }
}
