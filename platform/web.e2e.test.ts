import { until } from '@parley/testing/until';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import type { Browser, Page } from 'playwright-core';
import {
  browserPath,
  composerOf,
  keepScreenshot,
  launchBrowser,
  openConversation,
  pageOf,
  textsOf,
  violationsOf,
} from './testing/browser';

const path = browserPath();
const describeWithBrowser = path ? describe : describe.skip;
if (!path) console.warn('The web client is not tested: there is no Chromium here (CHROMIUM_PATH says where one is)');

describeWithBrowser('the web client', () => {
  let parley: ParleyProcess;
  let browser: Browser;
  const troubles: string[] = [];

  beforeAll(async () => {
    [parley, browser] = await Promise.all([parleyProcess(), launchBrowser(path!)]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await parley.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(troubles.splice(0)).toEqual([]);
  });

  async function open(name: string, look = {}): Promise<Page> {
    const page = await pageOf(browser, { url: parley.url, name, ...look });
    page.on('pageerror', ({ message }) => troubles.push(message));
    return page;
  }

  /** Waits until what is expected is so. */
  const holds = (expected: () => Promise<void>) =>
    until(async () => expected().then(() => true), { timeoutMs: 60_000, everyMs: 100 });

  async function say(page: Page, text: string): Promise<void> {
    await composerOf(page).fill(text);
    await composerOf(page).press('Enter');
  }

  it('lets two people talk', async () => {
    const [ada, wei] = await Promise.all([open('Ada Lindqvist'), open('陈伟')]);
    await Promise.all([openConversation(ada, '陈伟'), openConversation(wei, 'Ada Lindqvist')]);
    await say(ada, 'Are you there?');
    await holds(async () => expect((await textsOf(wei)).at(-1)).toBe('Are you there?'));
    await composerOf(wei).pressSequentially('Yes');
    await ada.getByText('陈伟 is typing').waitFor();
    await composerOf(wei).press('Enter');
    await holds(async () => expect((await textsOf(ada)).slice(-2)).toEqual(['Are you there?', 'Yes']));
    await keepScreenshot(ada, 'direct');
  }, 180_000);

  it('sends what was said offline once, in order, when it is back', async () => {
    const [ada, zoe] = await Promise.all([open('Ada Lindqvist'), open('Zoë')]);
    await Promise.all([openConversation(ada, 'Lighthouse'), openConversation(zoe, 'Lighthouse')]);
    await ada.context().setOffline(true);
    const said = ['off 1', 'off 2', 'off 3'];
    for (const text of said) await say(ada, text);
    await ada.getByText('No connection').waitFor();
    await keepScreenshot(ada, 'offline');
    await ada
      .getByText(/Queued/)
      .first()
      .waitFor();
    await ada.context().setOffline(false);
    await ada.getByText('all caught up').waitFor();
    // she reads further up
    await zoe.getByRole('button', { name: /new$/ }).click();
    const sent = async (page: Page) => (await textsOf(page)).filter((text) => text.startsWith('off'));
    await holds(async () => expect(await sent(zoe)).toEqual(said));
    await holds(async () => expect(await ada.getByText(/Queued|Sending/).count()).toBe(0));
    expect(await sent(ada)).toEqual(said);
  }, 180_000);

  it('keeps a draft and what is queued over a reload', async () => {
    const ada = await open('Ada Lindqvist');
    await openConversation(ada, 'Lighthouse');
    await ada.route('**/graphql', (route) => route.abort());
    await say(ada, 'before the reload');
    await composerOf(ada).fill('half a sentence');
    await ada
      .getByText(/Queued/)
      .first()
      .waitFor();
    await ada.unroute('**/graphql');
    await ada.reload();
    await composerOf(ada).waitFor();
    expect(await composerOf(ada).inputValue()).toBe('half a sentence');
    await holds(async () =>
      expect((await textsOf(ada)).filter((text) => text === 'before the reload')).toHaveLength(1),
    );
    await holds(async () => expect(await ada.getByText(/Queued|Sending/).count()).toBe(0));
    await composerOf(ada).fill('');
  }, 180_000);

  it('puts older messages in front without a jump, and opens a link that is far back', async () => {
    const mateo = await open('Mateo');
    await openConversation(mateo, 'Lunch');
    for (let n = 1; n <= 70; n++) await say(mateo, `line ${n}`);
    await holds(async () => expect(await mateo.getByText(/Queued|Sending/).count()).toBe(0));
    await mateo.reload();
    await mateo.locator('.timeline-scroll[data-settled]').waitFor();
    const scroller = mateo.locator('.timeline-scroll');
    await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    const jumps = await scroller.evaluate(async (element) => {
      const frame = () => new Promise(requestAnimationFrame);
      let largest = 0;
      while (element.scrollTop > 0) {
        const top = element.getBoundingClientRect().top;
        const seen = [...element.querySelectorAll('article')].find((one) => one.getBoundingClientRect().top >= top);
        const before = seen?.getBoundingClientRect().top ?? 0;
        element.scrollTop -= 40;
        await frame();
        await frame();
        if (seen?.isConnected) largest = Math.max(largest, Math.abs(seen.getBoundingClientRect().top - before));
      }
      return largest;
    });
    // a busy browser shows two or three steps at once; a page of messages that pushed others away would be thousands
    expect(jumps).toBeLessThanOrEqual(400);
    await mateo.getByText('This is where it begins').waitFor();

    // a link to one that is not on the first page opens there
    const { pathname } = new URL(mateo.url());
    await mateo.goto(`${parley.url}${pathname.replace(/\/m\/.*$/, '')}/m/20`);
    const pointed = mateo.locator('.message[data-pointed]');
    await pointed.waitFor();
    await mateo.locator('.timeline-scroll[data-settled]').waitFor();
    await holds(async () => {
      const [frame, message] = [await scroller.boundingBox(), await pointed.boundingBox()];
      expect(message!.y).toBeGreaterThanOrEqual(frame!.y);
      expect(message!.y + message!.height).toBeLessThanOrEqual(frame!.y + frame!.height);
    });
    await keepScreenshot(mateo, 'link');
  }, 180_000);

  it('is used by keyboard alone', async () => {
    const ada = await open('Ada Lindqvist');
    await openConversation(ada, 'Lighthouse');
    const isInComposer = () => composerOf(ada).evaluate((field) => field === document.activeElement);
    // where it was open already, the focus is where it was
    for (let tabs = 0; tabs < 50 && !(await isInComposer()); tabs++) await ada.keyboard.press('Tab');
    expect(await isInComposer()).toBe(true);
    await ada.keyboard.type('Hello @yu');
    await ada.keyboard.press('Escape');
    await composerOf(ada).fill('');
    await ada.keyboard.type('Hello @田');
    await ada.getByRole('option', { name: '田中 由紀' }).waitFor();
    await ada.keyboard.press('Enter');
    await ada.keyboard.type('by keyboard');
    await ada.keyboard.press('Enter');
    await holds(async () => expect((await textsOf(ada)).at(-1)).toBe('Hello @田中 由紀 by keyboard'));
    await holds(async () => expect(await ada.getByText(/Queued|Sending/).count()).toBe(0));
    await ada.keyboard.press('ArrowUp');
    await ada.getByRole('textbox', { name: 'Edit message' }).waitFor();
    await ada.keyboard.press('End');
    await ada.keyboard.type(', edited');
    await ada.keyboard.press('Enter');
    await holds(async () => expect((await textsOf(ada)).at(-1)).toBe('Hello @田中 由紀 by keyboard, edited'));
    expect(await composerOf(ada).evaluate((field) => field === document.activeElement)).toBe(true);
  }, 180_000);

  it('goes on by itself after the server was killed, and sends once what was said meanwhile', async () => {
    const [ada, zoe] = await Promise.all([open('Ada Lindqvist'), open('Zoë')]);
    await Promise.all([openConversation(ada, 'Lighthouse'), openConversation(zoe, 'Lighthouse')]);
    await parley.kill('SIGKILL');
    await say(ada, 'down 1');
    await say(ada, 'down 2');
    await parley.start();
    const said = async (page: Page) => (await textsOf(page)).filter((text) => text.startsWith('down'));
    await holds(async () => expect(await said(zoe)).toEqual(['down 1', 'down 2']));
    await holds(async () => expect(await ada.getByText(/Queued|Sending/).count()).toBe(0));
    expect(await said(ada)).toEqual(['down 1', 'down 2']);
  }, 180_000);

  describe.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['320 px', { viewport: { width: 320, height: 640 } }],
    ['right to left', { dir: 'rtl' }],
  ])('in %s', (name, { dir, ...look }: { dir?: string } & object) => {
    it('has nothing that axe finds', async () => {
      const found: Record<string, string[]> = {};
      const page = await open('Ada Lindqvist', look);
      if (dir) await page.evaluate((to) => (document.documentElement.dir = to), dir);
      const note = async (view: string) => {
        await keepScreenshot(page, `${name} ${view}`.replaceAll(' ', '-'));
        found[view] = await violationsOf(page);
      };
      await note('list');
      await openConversation(page, 'Lighthouse');
      await page.locator('.timeline-scroll[data-settled]').waitFor();
      await note('conversation');
      await page.getByRole('button', { name: /^Members/ }).click();
      await page.getByText('Add people').waitFor();
      await note('members');
      await page.goto(new URL('?panel=search', page.url()).href);
      if (dir) await page.evaluate((to) => (document.documentElement.dir = to), dir);
      await page.getByRole('searchbox', { name: 'Search messages' }).fill('plan');
      await page.keyboard.press('Enter');
      await page.locator('.card mark').first().waitFor();
      await note('search');
      expect(Object.entries(found).filter(([, violations]) => violations.length > 0)).toEqual([]);
    }, 180_000);
  });
});
