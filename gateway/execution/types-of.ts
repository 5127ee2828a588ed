import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';

/** What the supergraph's types say of objects that came from subgraphs. */
export interface TypesOf {
  /** Whether an object is of a type; `ifUnknown` where it does not say of which it is. */
  isOf(object: Readonly<Record<string, unknown>>, type: string, ifUnknown: boolean): boolean;
  /** Whether a name is that of an object type. */
  isConcrete(typename: unknown): boolean;
  /** The object types within a type. */
  concreteTypes(type: string): readonly string[];
  /** The named type of a field. Undefined if it isn't known. */
  fieldType(type: string | undefined, field: string): string | undefined;
  rootType(operation: OperationTypeNode): string | undefined;
}

export function typesOf(supergraph: GraphQLSchema): TypesOf {
  const known = new Map<string, boolean>();
  function isSubtype(name: string, of: string): boolean {
    const type = supergraph.getType(name);
    const abstract = supergraph.getType(of);
    return isAbstractType(abstract) && type !== undefined && supergraph.isSubType(abstract, type as never);
  }
  return {
    isOf({ __typename: name }, type, ifUnknown) {
      if (typeof name !== 'string') return ifUnknown;
      if (name === type) return true;
      const key = `${name} ${type}`;
      const found = known.get(key) ?? isSubtype(name, type);
      // a subgraph may return any name
      if (supergraph.getType(name)) known.set(key, found);
      return found;
    },
    isConcrete: (typename) => typeof typename === 'string' && isObjectType(supergraph.getType(typename)),
    concreteTypes(name) {
      const type = supergraph.getType(name);
      if (isAbstractType(type)) return supergraph.getPossibleTypes(type).map((one) => one.name);
      return isObjectType(type) ? [name] : [];
    },
    fieldType(name, field) {
      const type = name === undefined ? undefined : supergraph.getType(name);
      const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
      return found && getNamedType(found.type).name;
    },
    rootType: (operation) => supergraph.getRootType(operation)?.name,
  };
}
