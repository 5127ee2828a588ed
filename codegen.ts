import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types and persisted documents of what clients ask, from the API that is composed. */
const config: CodegenConfig = {
  schema: 'gateway/generated/api.graphql',
  documents: 'clients/sdk/operations/*.graphql',
  generates: {
    'clients/sdk/generated/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { mode: 'embedHashInDocument', hashPropertyName: 'hash', hashAlgorithm: 'sha256' },
      },
      config: {
        documentMode: 'string',
        emitLegacyCommonJSImports: false,
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: true,
        scalars: { DateTime: 'string', Seq: 'number', ID: 'string' },
      },
    },
  },
};

export default config;
