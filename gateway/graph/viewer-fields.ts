import {
  Kind,
  isAbstractType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

/**
 * The fields whose value depends on the viewer: those that subgraphs tag `@tag(name: "viewer")`, as `Type.field`.
 * The tag reaches the gateway in the supergraph.
 */
export function viewerFields(supergraphSdl: string): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const type of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? [])
      if (field.directives?.some(isViewerTag)) fields.add(`${type.name.value}.${field.name.value}`);
  }
  return fields;
}

const isViewerTag = ({ name, arguments: [argument] = [] }: ConstDirectiveNode): boolean =>
  name.value === 'tag' && argument?.value.kind === Kind.STRING && argument.value.value === 'viewer';

/** Whether an operation selects any of them. */
export function needsViewer(api: GraphQLSchema, document: DocumentNode, fields: ReadonlySet<string>): boolean {
  const types = new TypeInfo(api);
  let found = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType();
        if (!parent) return;
        const possible = isAbstractType(parent) ? [parent, ...api.getPossibleTypes(parent)] : [parent];
        found ||= possible.some((type) => fields.has(`${type.name}.${name.value}`));
      },
    }),
  );
  return found;
}
