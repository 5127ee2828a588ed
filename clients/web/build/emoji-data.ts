import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const { version } = require('emojibase-data/package.json') as { version: string };
const FILES = ['en/data.json', 'en/messages.json'];

/** Serves the emoji picker's data from here, under the address in `import.meta.env.EMOJI_DATA`. */
export function emojiData(): Plugin {
  const folder = `assets/emoji-${version}`;
  const read = (file: string) => readFileSync(require.resolve(`emojibase-data/${file}`));
  return {
    name: 'emoji-data',
    config: () => ({ define: { 'import.meta.env.EMOJI_DATA': JSON.stringify(`/${folder}`) } }),
    generateBundle() {
      for (const file of FILES) this.emitFile({ type: 'asset', fileName: `${folder}/${file}`, source: read(file) });
    },
    configureServer({ middlewares }) {
      for (const file of FILES) middlewares.use(`/${folder}/${file}`, (_, response) => response.end(read(file)));
    },
  };
}
