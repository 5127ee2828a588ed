import { federationMetadata } from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import type { QueryGraph } from '@apollo/query-graphs';

/**
 * Corrects which key the planner sends for a field with `@requires`. It sends the first key of the type
 * (`getLocallySatisfiableKey`), even one with `resolvable: false`, by which the subgraph looks nothing up. The planner has no
 * option for this, so the function removes such keys from its schemas, after its graph is built. A type without any other key
 * keeps them.
 */
export function removeUnresolvableKeys(planner: QueryPlanner): void {
  const { federatedQueryGraph: graph } = planner as unknown as { federatedQueryGraph: QueryGraph };
  for (const schema of graph.sources.values()) {
    const metadata = federationMetadata(schema);
    if (!metadata) continue;
    for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
      const keys = type.appliedDirectivesOf(metadata.keyDirective());
      const unresolvable = keys.filter((key) => key.arguments().resolvable === false);
      if (unresolvable.length < keys.length) for (const key of unresolvable) key.remove();
    }
  }
}
