// ESLint's part of the border between entities and SQL (ARCHITECTURE.md, "Entities and SQL").

const inSubgraphs = (...folders) => folders.map((folder) => `subgraphs/*/${folder}/**/*.ts`);

const NO_STATEMENTS = {
  selector: 'CallExpression > MemberExpression.callee[property.name=/^query$/]',
  message: 'SQL is in store/: call a function of it.',
};
const NO_ENTITIES = ["MemberExpression[property.name='em']", "ObjectPattern > Property[key.name='em']"].map(
  (selector) => ({ selector, message: 'Only commands change entities: they are in actions/.' }),
);

/** `syntax`: what is restricted everywhere. A later block replaces the list of an earlier one. */
export const entitiesAndSql = (syntax) =>
  [
    [inSubgraphs('actions'), [NO_STATEMENTS]],
    [inSubgraphs('store'), NO_ENTITIES],
    [inSubgraphs('schema', 'workers', 'domain'), [NO_STATEMENTS, ...NO_ENTITIES]],
  ].map(([files, more]) => ({
    files,
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...syntax, ...more] },
  }));
