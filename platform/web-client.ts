import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { webClientRoutes } from '@parley/gateway/http/web-client';
import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { DEMO_PASSWORD, PEOPLE } from './demo/people';

interface Options {
  settings: Pick<Settings, 'PARLEY_ENV'>;
  /** Origins that the page loads pictures from and uploads to. */
  origins: () => readonly string[];
  logger: Logger;
}

/** The web client's routes; none if it has not been built. */
export function webClient({ settings, origins, logger }: Options): ReturnType<typeof webClientRoutes>[] {
  const folder = join(dirname(require.resolve('@parley/web/package.json')), 'dist');
  if (!existsSync(join(folder, 'index.html'))) {
    logger.warn({ folder }, 'the web client has not been built');
    return [];
  }
  const meta: Record<string, string> =
    settings.PARLEY_ENV === 'development' ? { 'parley-demo': JSON.stringify(DEMO) } : {};
  // a page that was built by an earlier version has none
  const pages = Object.fromEntries(Object.entries(PAGES).filter(([, page]) => existsSync(join(folder, page))));
  return [webClientRoutes({ folder, pages, meta, origins })];
}

/** Links of mails and invitations lead to these (`subgraphs/users/domain/account-mails.ts`, `subgraphs/users/actions/mail-invitation.ts`). */
const MAILED_LINK = 'mailed-link.html';
const PAGES = { '/verify': MAILED_LINK, '/reset': MAILED_LINK, '/unlock': MAILED_LINK, '/invite': 'invite.html' };

/** The users that the page offers to sign in as, in development. */
const DEMO = {
  tenant: 'demo',
  password: DEMO_PASSWORD,
  people: PEOPLE.map(({ name, displayName, locale }) => ({
    email: `${name}@demo.example`,
    displayName,
    locale,
  })),
};
