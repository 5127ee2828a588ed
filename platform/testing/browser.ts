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

/**
 * Presses a button of a message. It is there while the mouse is over the message, which may be pushed away from under it:
 * then the mouse follows.
 */
export const pressOn = (message: Locator, name: string): Promise<true> =>
  holds(async () => {
    await message.hover({ timeout: 5_000 });
    await message.getByRole('button', { name, exact: true }).click({ timeout: 5_000 });
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

/** Likewise, once the page knows that the service has it. */
export const sentMessageOf = (page: Page, text: string): Locator =>
  messageOf(page, text).and(page.locator('[data-message]'));

/** Searches messages in the open panel until there is `result`: an index is a moment behind. */
export const search = (page: Page, words: string, result = page.locator('.card mark')): Promise<true> =>
  holds(async () => {
    const field = page.getByRole('searchbox', { name: 'Search messages' });
    await field.fill('');
    await field.fill(words);
    await field.press('Enter');
    await result.first().waitFor({ timeout: 10_000 });
  });

/** What is being sent or waits for it. */
export const pendingOf = (page: Page): Locator => page.getByText(/Queued|Sending/);

/** Waits until what is expected is so. */
export const holds = (expected: () => Promise<void>): Promise<true> =>
  until(async () => expected().then(() => true as const), { everyMs: 100 });

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core (https://github.com/dequelabs/axe-core) finds wrong, as `rule: selector`. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  await page.evaluate(settleAnimations);
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

/** Waits for the end of all animations that have one: colours in between are nobody's choice. Runs in the page. */
async function settleAnimations(): Promise<void> {
  const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(finite.map(({ finished }) => finished));
}

const SHOTS = join(__dirname, '..', '..', 'coverage', 'screenshots');

/** Keeps what it looks like, in `coverage/screenshots`. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
