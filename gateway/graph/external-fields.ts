import { federationMetadata, type Supergraph } from '@apollo/federation-internals';

/** As `subgraph Type.field`, the fields that a subgraph names as `@external`: it has them only in what it is sent. */
export function externalFields(supergraph: Supergraph): ReadonlySet<string> {
  const external = new Set<string>();
  for (const { name, schema } of supergraph.subgraphs())
    for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()])
      for (const field of type.fields())
        if (federationMetadata(schema)!.isFieldExternal(field)) external.add(`${name} ${type.name}.${field.name}`);
  return external;
}
