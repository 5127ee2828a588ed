import { isAbstractType, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';

/** Whether an operation selects any of these fields, as `Type.field`. */
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
