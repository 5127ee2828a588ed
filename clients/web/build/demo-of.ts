import type { Plugin } from 'vite';

/** `npm run dev`: what the platform puts into the page's head in development, taken from one that runs. */
export function demoOf(server: string): Plugin {
  return {
    name: 'demo-of',
    apply: 'serve',
    async transformIndexHtml(html) {
      const page = await fetch(server, { headers: { accept: 'text/html' } }).then(
        (response) => response.text(),
        () => '',
      );
      const meta = /<meta name="parley-demo"[^>]*>/.exec(page)?.[0] ?? '';
      return html.replace('</head>', () => `${meta}</head>`);
    },
  };
}
