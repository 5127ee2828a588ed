import tseslint from 'typescript-eslint';
import { entitiesAndSql } from './infra/build/lint-entities.mjs';

const SYNTAX = [
  { selector: 'ExportDefaultDeclaration', message: 'Give it a name.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import a thing from where it is.' },
];

export default tseslint.config(
  { ignores: ['**/dist/', '**/generated/', '**/node_modules/', '**/.parley/', '.nx/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.tests.json', './clients/web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // resolvers' classes are values to the decorators' metadata: the rule knows, as long as imports aren't split
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      // a promise given to setTimeout or an event emitter: say so with `void`
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { inheritedMethods: false } }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // type-graphql's classes say what data looks like: nobody makes them with `new`, and spreading them loses nothing
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // an index that was just checked, a match that a pattern always has
      '@typescript-eslint/no-non-null-assertion': 'off',
      // an interface may promise what one implementation does at once
      '@typescript-eslint/require-await': 'off',
      // for whoever asks for rows of a type
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // graphql's and pg's enums are plain words where they come in
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // an environment variable that is empty is not set
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true, boolean: true } }],
      // process.env.NAME and an index signature look the same to the compiler, not to the reader
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // databases and sockets hand over what their types don't say
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // an error read off a socket or a database is an object that says it is one
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      'no-restricted-syntax': ['error', ...SYNTAX],
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', { max: 3 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  ...entitiesAndSql(SYNTAX),
  { files: ['platform/**/*.ts', 'infra/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // graphql-codegen and jest look for a default export
    files: ['codegen.ts', 'infra/jest/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // a resolver has an argument for each that the field has
    files: ['**/schema/**/*.ts'],
    rules: { 'max-params': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.fixture.ts', '**/conformance.ts', '**/conformance-*.ts', '**/testing/**/*.ts'],
    rules: {
      'max-params': 'off',
      'max-lines': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
);
