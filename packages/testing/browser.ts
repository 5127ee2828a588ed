import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of Chromium; undefined if none is found. `CHROMIUM_PATH` adds a path. */
export const browserPath = (): string | undefined => PLACES.find((path) => path && existsSync(path));

/** A name of this machine other than `localhost`: over http, a page there is not in a secure context. */
export const ELSEWHERE = 'parley.test';

/** Many times what it takes alone: others use the same processors. */
const LAUNCHED_WITHIN_MS = 300_000;

export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    timeout: LAUNCHED_WITHIN_MS,
    args: [
      ...['--no-sandbox', '--disable-quic', '--disable-background-networking'],
      `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`,
    ],
  });
