import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const NOT_SOURCE = new Set(['node_modules', 'dist', 'generated']);
const DOCUMENTS = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'clients/sdk/README.md', 'clients/bots/README.md'],
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
];

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const inCode = (markdown: string): string[] => [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);

/** Whether there is such a file or folder. `*` stands for any part of the last name. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(join(ROOT, path));
  const [folder, name] = [dirname(path), path.slice(path.lastIndexOf('/') + 1)];
  const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return existsSync(join(ROOT, folder)) && readdirSync(join(ROOT, folder)).some((entry) => pattern.test(entry));
}

describe.each(DOCUMENTS)('%s', (document) => {
  const markdown = read(document).replace(/^```[\s\S]*?^```$/gm, '');

  it('names files and folders that exist', () => {
    const folders = readdirSync(ROOT).filter((name) => statSync(join(ROOT, name)).isDirectory());
    const isOurs = (text: string) => /^[\w.*-]+(\/[\w.*-]+)+$/.test(text) && folders.includes(text.split('/')[0]!);
    // NAME and the like stand for any name
    const paths = inCode(markdown).filter((text) => isOurs(text) && !/\b[A-Z]{3,}\b/.test(text));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    const links = [...markdown.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    const broken = links.filter(([, path, heading]) => {
      const target = path ? join(dirname(document), path) : document;
      return !isThere(target) || (heading && !headingsOf(target).includes(heading));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

/** Anchors as GitHub makes them. */
const headingsOf = (document: string): string[] =>
  [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

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

describe('the glossary', () => {
  const terms = read('docs/glossary.md')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 6 && cells[1] !== 'Term' && !cells[1]!.startsWith('-'))
    .map(([, term, , tree, source]): Term => ({ term: term!, tree: tree!, source: source! }));

  it('has each term once', () => {
    expect(terms.length).toBeGreaterThan(40);
    expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length);
  });

  it.each(terms)('says where $term is in the tree', ({ tree, source }) => {
    const cited = inCode(tree);
    const paths = cited.filter((text) => existsSync(join(ROOT, text)));
    const names = cited.filter((text) => !paths.includes(text));

    expect(paths).not.toEqual([]);
    const text = paths.map(sourceOf).join('\n');
    expect(names.filter((name) => !new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text))).toEqual([]);
    expect(source).toMatch(/\]\(https:\/\/[^)]+\)/);
  });
});
