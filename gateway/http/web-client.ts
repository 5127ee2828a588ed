import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { compressResponses } from './compression';

export interface WebClient {
  /** What Vite built: `index.html`, and `assets` with a hash in each name. */
  folder: string;
  /** Other pages of the folder, by address. */
  pages?: Readonly<Record<string, string>>;
  /** Put into the page's head as `<meta name content>`. */
  meta?: Readonly<Record<string, string>>;
  /** Other origins that the page loads pictures from and uploads to. */
  origins?: () => readonly string[];
}

/** Addresses within the page: it reads them itself. */
const DEEP_LINKS = ['/', '/c/*'];

/**
 * `GET /`: a web client. Its assets may be kept for ever, the page itself is requested each time, and runs no script
 * but its own. Errors: where the folder has no page.
 */
export const webClientRoutes =
  ({ folder, pages = {}, meta = {}, origins = () => [] }: WebClient): FastifyPluginAsync =>
  async (app) => {
    const read = (file: string) => readFile(join(folder, file), 'utf8');
    const sendPage = pageSender(withMeta(await read('index.html'), meta), origins);
    await compressResponses(app);
    for (const url of DEEP_LINKS) app.get(url, sendPage);
    for (const [url, file] of Object.entries(pages)) app.get(url, pageSender(await read(file), origins));
    // whoever follows a link to nowhere is told so by the page; to anything else it is no answer
    app.get('/*', (request, reply) =>
      acceptsPages(request.headers)
        ? sendPage(request, reply.status(404).header('vary', 'accept'))
        : reply.callNotFound(),
    );
    await app.register(files, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      preCompressed: true,
      immutable: true,
      maxAge: '365d',
      setHeaders: (response) => void response.setHeader('x-content-type-options', 'nosniff'),
    });
  };

/** Sends a page, which runs no script but its own. */
function pageSender(page: string, origins: () => readonly string[]) {
  const scripts = inlineScripts(page).map(sourceHash);
  return async (_: unknown, reply: FastifyReply): Promise<FastifyReply> =>
    reply
      .headers({ ...PAGE_HEADERS, 'content-security-policy': contentSecurityPolicy(scripts, origins()) })
      .type('text/html; charset=utf-8')
      .send(page);
}

const acceptsPages = ({ accept = '' }: IncomingHttpHeaders): boolean => accept.includes('text/html');

const PAGE_HEADERS = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** https://www.w3.org/TR/CSP3/ */
function contentSecurityPolicy(scripts: readonly string[], origins: readonly string[]): string {
  const others = [...new Set(origins)];
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...scripts],
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:', ...others],
    'connect-src': ["'self'", ...others],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

const inlineScripts = (page: string): string[] =>
  [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text!);

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const withMeta = (page: string, meta: Readonly<Record<string, string>>): string => {
  const tags = Object.entries(meta).map(
    ([name, content]) => `<meta name="${quoted(name)}" content="${quoted(content)}">`,
  );
  return page.replace('</head>', () => `${tags.join('')}</head>`);
};

const quoted = (text: string): string => text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
