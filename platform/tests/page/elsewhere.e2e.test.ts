import { randomUUID } from 'node:crypto';
import { ELSEWHERE } from '@parley/testing/browser';
import { until } from '@parley/testing/until';
import type { Locator, Page } from 'playwright-core';
import { encodePng } from '../../demo/files/png';
import {
  goToLatest,
  holds,
  keepScreenshot,
  messageOf,
  openConversation,
  pressOn,
  say,
  sentMessageOf,
  signInAsDemo,
  textsOf,
} from '../../testing/browser';
import { describeInBrowser } from '../../testing/browsing';

const PICTURE = encodePng({ width: 64, height: 64, data: Buffer.alloc(4 * 64 * 64, 150) });

describeInBrowser('the web client at an http address that is not localhost', {}, (browsing) => {
  const address = () => browsing.parley.url.replace('127.0.0.1', ELSEWHERE);
  afterEach(() => browsing.closePages());

  /** Somebody of the demo there, with what the page complains of. */
  async function open(name: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browsing.blankPage({ baseURL: address() });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await signInAsDemo(page, name);
    return { page, complaints };
  }

  const isShown = (image: Locator) =>
    holds(async () => expect(await image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBeGreaterThan(0));

  it('signs people in, who talk and send pictures', async () => {
    const [{ page: ada, complaints }, { page: zoe }] = await Promise.all([open('Ada Lindqvist'), open('Zoë')]);
    expect(await ada.evaluate(() => isSecureContext)).toBe(false);
    await Promise.all([openConversation(ada, 'Lighthouse'), openConversation(zoe, 'Lighthouse')]);
    await goToLatest(zoe);
    await isShown(ada.locator('.timeline .message img').last());
    const file = { name: 'grey.png', mimeType: 'image/png', buffer: PICTURE };
    const chooser = ada.waitForEvent('filechooser');
    await ada.getByRole('button', { name: 'Attach files' }).click();
    await (await chooser).setFiles(file);
    await say(ada, 'From elsewhere');
    // to her as a live event, whose addresses are the same for everybody
    await holds(async () => {
      await goToLatest(zoe);
      expect((await textsOf(zoe)).at(-1)).toBe('From elsewhere');
    });
    await isShown(messageOf(zoe, 'From elsewhere').getByRole('img', { name: 'grey.png' }));
    await keepScreenshot(zoe, 'elsewhere');
    // browsers say that they ignore it where it can't be trusted
    expect(complaints.filter((text) => !text.includes('Cross-Origin-Opener-Policy'))).toEqual([]);
  });

  it('copies texts', async () => {
    const { page } = await open('Ada Lindqvist');
    await openConversation(page, 'Lighthouse');
    await goToLatest(page);
    const text = `To copy ${randomUUID()}`;
    await say(page, text);
    // what is still being sent has no actions
    await pressOn(sentMessageOf(page, text), 'More');
    await page.getByRole('menuitem', { name: 'Copy text' }).click();
    await page.getByText('Text copied').waitFor();
    await page.locator('.conversation .composer textarea').focus();
    await page.keyboard.press('ControlOrMeta+V');
    await holds(async () => expect(await page.locator('.conversation .composer textarea').inputValue()).toBe(text));
  });

  it('keeps one session in two tabs', async () => {
    const { page } = await open('Ada Lindqvist');
    const other = await page.context().newPage();
    await other.goto(address());
    await openConversation(other, 'Lighthouse');
    await goToLatest(other);
    await openConversation(page, 'Lighthouse');
    const text = `From the first tab ${randomUUID()}`;
    await say(page, text);
    await holds(async () => {
      await goToLatest(other);
      expect((await textsOf(other)).at(-1)).toBe(text);
    });
  });

  it('says that a conversation is not there, and requests it no more', async () => {
    const { page } = await open('Ada Lindqvist');
    let requests = 0;
    let quietSince = performance.now();
    page.on('request', (request) => {
      if (new URL(request.url()).pathname !== '/graphql') return;
      requests += 1;
      quietSince = performance.now();
    });
    await page.goto(`${address()}/c/${randomUUID()}`);
    await page.getByText('This conversation is not there').waitFor();
    await until(() => performance.now() - quietSince > 3_000, { everyMs: 100, what: 'Quiet' });
    expect(requests).toBeLessThan(60);
  });
});
