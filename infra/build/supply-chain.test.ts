import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What `supply-chain.mjs` says of a lock file. It is an ES module, which jest does not load here. */
function said(of: 'problemsOf' | 'licencesOf', lock: object): unknown {
  const source = `import { ${of} } from ${JSON.stringify(join(__dirname, 'supply-chain.mjs'))};
    console.log(JSON.stringify(${of}(${JSON.stringify(lock)})));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8' }));
}

const SHA512 = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;
const lockOf = (entry: object) => ({
  packages: { '': {}, 'packages/ours': {}, 'node_modules/ours': { link: true }, 'node_modules/a': entry },
});

it.each([
  [{ integrity: SHA512 }, []],
  [{ integrity: SHA512, resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' }, []],
  [{}, ['node_modules/a has no SHA-512']],
  [{ integrity: `sha1-${Buffer.alloc(20).toString('base64')}` }, ['node_modules/a has no SHA-512']],
  [
    { integrity: SHA512, resolved: 'git+ssh://git@example.org/a.git#0123' },
    ['node_modules/a comes from git+ssh://git@example.org/a.git#0123'],
  ],
  [
    { integrity: SHA512, resolved: 'https://registry.npmjs.org.example.org/a.tgz' },
    ['node_modules/a comes from https://registry.npmjs.org.example.org/a.tgz'],
  ],
])('a lock file whose entry is %j has the problems %j', (entry, problems) => {
  expect(said('problemsOf', lockOf(entry))).toEqual(problems);
});

it('licences are listed with their packages, those of tools apart', () => {
  const lock = {
    packages: {
      'node_modules/@scope/a': { version: '1.0.0', license: 'MIT' },
      'gateway/node_modules/b': { version: '2.0.0', dev: true },
    },
  };
  expect(said('licencesOf', lock)).toBe(
    'What runs or may run:\nMIT: @scope/a@1.0.0\n\nFor development alone:\nUNKNOWN: b@2.0.0\n',
  );
});
