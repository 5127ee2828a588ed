import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@parley/testing/until';
import type { Locator, Page } from 'playwright-core';

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** Fills in what the sign-in page asks for. */
export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('textbox', { name: 'Password' }).press('Enter');
  await listOf(page).waitFor();
}

/** A click on somebody of the demo. */
export async function signInAsDemo(page: Page, name: string): Promise<void> {
  await page.locator('.demo-person', { hasText: name }).click();
  await listOf(page).getByRole('link').first().waitFor();
}

const listOf = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' });

/** Opens a conversation of the list. */
export async function openConversation(page: Page, title: string): Promise<void> {
  await listOf(page).getByRole('link', { name: title }).first().click();
  await page.getByRole('region', { name: title }).waitFor();
  await page.locator('.timeline-scroll[data-settled]').waitFor();
}

/** Goes to the last message of the open conversation, which opens at the first one that is not read. */
export const goToLatest = (page: Page): Promise<true> =>
  holds(async () => {
    const button = page.locator('.to-end');
    if (await button.isVisible()) await button.click();
    expect(await button.count()).toBe(0);
  });

export const composerOf = (page: Page): Locator => page.locator('.conversation .composer textarea');

/** Writes and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await composerOf(page).press('Enter');
}

/** Texts of the messages that are drawn, in their order. */
export const textsOf = (page: Page): Promise<string[]> => page.locator('.timeline .message .prose').allInnerTexts();

/** The message of the open conversation that has this text. */
export const messageOf = (page: Page, text: string): Locator =>
  page.locator('.timeline .message').filter({ hasText: text });

/** What is being sent or waits for it. */
export const pendingOf = (page: Page): Locator => page.getByText(/Queued|Sending/);

/** Waits until what is expected is so. */
export const holds = (expected: () => Promise<void>): Promise<true> =>
  until(async () => expected().then(() => true as const), { timeoutMs: 60_000, everyMs: 100 });

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
