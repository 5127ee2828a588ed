import type { Plugin } from 'vite';

/** `npm run dev`: the page that links of mails lead to, under their addresses. */
export function mailedLinks(): Plugin {
  return {
    name: 'mailed-links',
    apply: 'serve',
    configureServer({ middlewares }) {
      middlewares.use((request, _, next) => {
        request.url = request.url?.replace(/^\/invite(?=\?|$)/, '/invite.html');
        request.url = request.url?.replace(/^\/(verify|reset|unlock)(?=\?|$)/, '/mailed-link.html');
        next();
      });
    },
  };
}
