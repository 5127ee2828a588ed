import { isAbstractType, isObjectType, type GraphQLSchema } from 'graphql';

/** What the supergraph's types say of objects that came from subgraphs. */
export interface TypesOf {
  /** Whether an object is of a type; `ifUnknown` where it does not say of which it is. */
  isOf(object: Readonly<Record<string, unknown>>, type: string, ifUnknown: boolean): boolean;
  /** Whether a name is that of an object type. */
  isConcrete(typename: unknown): boolean;
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
      // a subgraph may answer with any name
      if (supergraph.getType(name)) known.set(key, found);
      return found;
    },
    isConcrete: (typename) => typeof typename === 'string' && isObjectType(supergraph.getType(typename)),
  };
}
