import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './build/compressed';
import { demoOf } from './build/demo-of';
import { emojiData } from './build/emoji-data';
import { mailedLinks } from './build/mailed-links';

const { PARLEY_URL: server = 'http://localhost:4000' } = process.env;
const { resolve } = createRequire(import.meta.url);
const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const sdk = dirname(resolve('@parley/client/package.json'));
const text = dirname(resolve('@parley/text/package.json'));

// `vite` looks for a default export
// eslint-disable-next-line no-restricted-syntax
export default defineConfig({
  plugins: [react(), emojiData(), compressed(), demoOf(server), mailedLinks()],
  // their sources instead of what was built of them
  resolve: {
    alias: [
      { find: /^@parley\/client$/, replacement: join(sdk, 'index.ts') },
      { find: /^@parley\/client\/(.*)$/, replacement: join(sdk, '$1') },
      { find: /^@parley\/text\/(.*)$/, replacement: join(text, '$1') },
    ],
  },
  build: {
    target: 'es2022',
    sourcemap: true,
    // infra/build/page-size.mjs reads what loads what
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: page('index.html'), 'mailed-link': page('mailed-link.html'), invite: page('invite.html') },
    },
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    proxy: Object.fromEntries(
      ['/graphql', '/objects'].map((path) => [path, { target: server, ws: true, changeOrigin: true }]),
    ),
  },
});
