import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a Chromium is; undefined where none is found. `CHROMIUM_PATH` says where else to look. */
export const browserPath = (): string | undefined => PLACES.find((path) => path && existsSync(path));

export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  });

const DEMO_BUTTON = '.demo-person';

/** A page of its own browser context, signed in by a click on somebody of the demo. */
export async function pageOf(
  browser: Browser,
  { url, name, ...look }: { url: string; name: string } & BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(DEMO_BUTTON, { hasText: name }).click();
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().waitFor();
  return page;
}

/** Opens a conversation of the list. */
export async function openConversation(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: title }).first().click();
  await page.getByRole('region', { name: title }).waitFor();
  await page.locator('.timeline-scroll[data-settled]').waitFor();
}

export const composerOf = (page: Page) => page.locator('.conversation .composer textarea');

/** Texts of the messages that are drawn, in their order. */
export const textsOf = (page: Page): Promise<string[]> => page.locator('.timeline .message .prose').allInnerTexts();

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core (https://github.com/dequelabs/axe-core) finds wrong, as `rule: selector`. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${String(target)}: ${String(failureSummary)}`),
    );
  });
}

const SHOTS = join(__dirname, '..', '..', 'coverage', 'screenshots');

/** Keeps what it looks like, in `coverage/screenshots`. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
