import { Linter } from 'eslint';

interface Block {
  files: string[];
  ignores: string[];
  rules: Linter.RulesRecord;
}

let blocks: Block[];
beforeAll(async () => {
  const file = './lint-entities.mjs';
  const { entitiesAndSql } = (await import(file)) as { entitiesAndSql(syntax: readonly object[]): Block[] };
  blocks = entitiesAndSql([{ selector: 'ExportAllDeclaration', message: 'No barrels.' }]);
});

/** What the rules say of a line in a file of that name. */
const said = (filename: string, line: string): string[] =>
  new Linter({ configType: 'flat' })
    .verify(line, [{ files: ['**/*.ts'] }, ...blocks], { filename })
    .map(({ message }) => message);

const SQL = ['SQL is in store/: call a function of it.'];
const ENTITIES = ['Only commands change entities: they are in actions/.'];
const STATEMENT = `tx.query('select 1')`;

it.each([
  ['actions/send-message.ts', STATEMENT, SQL],
  ['actions/send-message.ts', `database.query({ name: 'one', text: 'select 1' })`, SQL],
  ['actions/deep/send-message.ts', STATEMENT, SQL],
  ['actions/send-message.ts', 'tx.em.flush()', []],
  ['actions/send-message.ts', 'const { query } = input; found(query.trim())', []],
  ['actions/send-message.embedded.test.ts', STATEMENT, []],
  ['store/messages.ts', STATEMENT, []],
  ['store/messages.ts', 'tx.em.find(Message, {})', ENTITIES],
  ['store/messages.ts', 'const { em } = tx', ENTITIES],
  ['store/messages.ts', 'const read = ({ em }) => em', ENTITIES],
  ['workers/collect.ts', STATEMENT, SQL],
  ['workers/collect.ts', 'tx.em.flush()', ENTITIES],
  ['schema/message.ts', STATEMENT, SQL],
  ['domain/message.ts', 'tx.em.flush()', ENTITIES],
  ['store/messages.ts', `export * from './entities'`, ['No barrels.']],
])('of %s: %s', (file, line, expected) => {
  expect(said(`subgraphs/messages/${file}`, line)).toEqual(expected);
});

it('says nothing of what is in no subgraph', () => {
  expect(said('packages/log/append.ts', STATEMENT)).toEqual([]);
});
