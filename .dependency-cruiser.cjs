/** Which way imports go: platform → gateway | subgraphs → subgraph, log, identity → ports → database → runtime → contracts, text. */
const below = {
  contracts: [],
  text: [],
  runtime: ['contracts'],
  database: ['contracts', 'runtime'],
  ports: ['contracts', 'runtime', 'database'],
  subgraph: ['contracts', 'text', 'runtime', 'database', 'ports'],
  identity: ['contracts', 'runtime', 'ports'],
  log: ['contracts', 'runtime', 'database', 'ports'],
};

const layers = Object.entries(below).map(([name, allowed]) => ({
  name: `${name}-imports-only-what-is-below`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: '\\.(test|fixture)\\.ts$|/conformance[\\w-]*\\.ts$' },
  to: {
    path: '^(packages|subgraphs|gateway|platform|clients|infra)/',
    pathNot: `^packages/(${[name, ...allowed].join('|')})/`,
  },
}));

/** Within a subgraph: schema → actions → {domain, store}. */
const parts = [
  ['domain', 'schema|actions|store|workers'],
  ['store', 'schema|actions|workers'],
  ['actions', 'schema|workers'],
].map(([part, above]) => ({
  name: `${part}-does-not-look-up`,
  severity: 'error',
  from: { path: `^subgraphs/([^/]+)/${part}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^subgraphs/$1/(${above})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    ...parts,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'subgraphs-never-import-each-other',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'subgraphs-import-only-packages',
      severity: 'error',
      from: { path: '^subgraphs/' },
      to: { path: '^(gateway|platform|clients|infra)/' },
    },
    {
      name: 'the-gateway-knows-nothing-of-chat',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^(subgraphs|platform|clients|infra|packages/log)/' },
    },
    {
      name: 'the-gateway-needs-no-database',
      comment: 'Nothing that a gateway loads brings MikroORM, a driver of PostgreSQL, or a subgraph',
      severity: 'error',
      from: { path: '^gateway/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: {
        path: '^packages/(database|subgraph)/|node_modules/(@mikro-orm|pg|pg-boss|type-graphql)/',
        reachable: true,
      },
    },
    {
      name: 'the-platform-imports-only-modules',
      comment: 'platform/modules.ts lists them; a test may look closer',
      severity: 'error',
      from: { path: '^platform/', pathNot: '^platform/modules\\.ts$|\\.test\\.ts$' },
      to: { path: '^subgraphs/' },
    },
    {
      name: 'a-module-is-all-of-a-subgraph',
      severity: 'error',
      from: { path: '^platform/modules\\.ts$' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/[^/]+/module\\.ts$' },
    },
    {
      name: 'nobody-imports-the-platform',
      severity: 'error',
      from: { pathNot: '^(platform|infra)/' },
      to: { path: '^platform/' },
    },
    {
      name: 'only-actions-append-to-the-log',
      comment: 'Lanes are an action for many at once',
      severity: 'error',
      from: { pathNot: '^subgraphs/[^/]+/(actions|workers|testing)/|^packages/log/|^platform/testing/|\\.test\\.ts$' },
      to: { path: '^packages/log/append\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-commands-change-entities',
      comment: 'ARCHITECTURE.md, "Entities and SQL"',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/(schema|domain|store|workers)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^subgraphs/[^/]+/store/entities\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'mikro-orm-is-for-entities-and-commands',
      severity: 'error',
      from: {
        pathNot:
          '^packages/(database|testing)/|^subgraphs/[^/]+/(actions/|store/entities\\.ts$)|\\.test\\.ts$|node_modules',
      },
      to: { path: 'node_modules/@mikro-orm/' },
    },
    {
      name: 'clients-import-only-the-sdk',
      comment: 'The page and the service read a text alike',
      severity: 'error',
      from: { path: '^clients/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages|subgraphs|gateway|platform|infra)/', pathNot: '^packages/text/' },
    },
    {
      name: 'the-sdk-is-published-alone',
      severity: 'error',
      from: { path: '^clients/(sdk|bots)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/' },
    },
    {
      name: 'the-sdk-is-imported-by-what-it-exports',
      comment: 'The exports of its package.json, and its examples for a test',
      severity: 'error',
      from: { pathNot: '^clients/sdk/' },
      to: {
        path: '^clients/sdk/',
        pathNot: '^clients/sdk/(index|links|react/index|storage/[^/]+|examples/[^/]+)\\.ts$',
      },
    },
    {
      name: 'histories-know-only-the-public-api',
      severity: 'error',
      from: { path: '^platform/histories/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages|subgraphs|gateway|platform|clients|infra)/', pathNot: '^platform/histories/' },
    },
    {
      name: 'no-test-code-at-run-time',
      severity: 'error',
      from: {
        path: '^(packages|subgraphs|gateway|platform)/',
        pathNot: '\\.(test|fixture)\\.ts$|/conformance[\\w-]*\\.ts$|/testing/',
      },
      to: { path: '^packages/testing/|\\.(test|fixture)\\.ts$' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot:
          '(^|/)\\.[^/]+\\.|\\.d\\.ts$|\\.test\\.ts$|^(jest\\.config\\.js|eslint\\.config\\.mjs|codegen\\.ts)$|^infra/(jest|build)/|/generated/',
      },
      to: {},
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      // k6 brings its own
      to: { couldNotResolve: true, pathNot: '^k6(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    // sources instead of what was built of them
    tsConfig: { fileName: 'tsconfig.tests.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'import', 'node', 'default', 'types'],
    },
  },
};
