import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const NOT_SOURCE = new Set(['node_modules', 'dist', 'generated']);

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const inCode = (markdown: string): string[] => [...markdown.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
const isPath = (text: string): boolean => /^[\w.-]+(\/[\w.-]+)*(\/|\.\w+)?$/.test(text) && existsSync(join(ROOT, text));

/** All source text of a file, or of the files in a folder. */
function sourceOf(path: string): string {
  if (!statSync(join(ROOT, path)).isDirectory()) return read(path);
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => !NOT_SOURCE.has(entry.name))
    .filter((entry) => entry.isDirectory() || /(?<!\.test)\.(tsx?|sql|graphql)$/.test(entry.name))
    .map((entry) => sourceOf(`${path}/${entry.name}`))
    .join('\n');
}

interface Term {
  term: string;
  tree: string;
  source: string;
}

const terms = read('docs/glossary.md')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 6 && cells[1] !== 'Term' && !cells[1]!.startsWith('-'))
  .map(([, term, , tree, source]): Term => ({ term: term!, tree: tree!, source: source! }));

describe('the glossary', () => {
  it('has each term once', () => {
    expect(terms.length).toBeGreaterThan(40);
    expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length);
  });

  it.each(terms)('says where $term is in the tree', ({ tree, source }) => {
    const cited = inCode(tree);
    const paths = cited.filter(isPath);
    const names = cited.filter((text) => !isPath(text));

    expect(paths).not.toEqual([]);
    const text = paths.map(sourceOf).join('\n');
    expect(names.filter((name) => !new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text))).toEqual([]);
    expect(source).toMatch(/\]\(https:\/\/[^)]+\)/);
  });
});
