import type { BrowserContextOptions, Page } from 'playwright-core';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';
import {
  composerOf,
  goToLatest,
  holds,
  keepScreenshot,
  openConversation,
  pendingOf,
  say,
  search,
  signIn,
  textsOf,
  violationsOf,
} from '../../testing/browser';
import { cutOff } from '../../testing/in-sight';

describeInBrowser('the web client', {}, (browsing) => {
  const open = (name: string): Promise<Page> => browsing.pageOf(name);
  afterEach(() => browsing.closePages());

  it('lets two people talk', async () => {
    const [ada, wei] = await Promise.all([open('Ada Lindqvist'), open('陈伟')]);
    await Promise.all([openConversation(ada, '陈伟'), openConversation(wei, 'Ada Lindqvist')]);
    await say(ada, 'Are you there?');
    await holds(async () => expect((await textsOf(wei)).at(-1)).toBe('Are you there?'));
    await holds(async () => {
      await composerOf(wei).fill('');
      await composerOf(wei).pressSequentially('Yes');
      await ada.getByText('陈伟 is typing').waitFor({ timeout: 5_000 });
    });
    await composerOf(wei).press('Enter');
    await holds(async () => expect((await textsOf(ada)).slice(-2)).toEqual(['Are you there?', 'Yes']));
    await keepScreenshot(ada, 'direct');
  });

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
    const sent = async (page: Page) => (await textsOf(page)).filter((text) => text.startsWith('off'));
    await holds(async () => {
      // she reads further up
      await goToLatest(zoe);
      expect(await sent(zoe)).toEqual(said);
    });
    await holds(async () => expect(await pendingOf(ada).count()).toBe(0));
    expect(await sent(ada)).toEqual(said);
  });

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
    await holds(async () => expect(await composerOf(ada).inputValue()).toBe('half a sentence'));
    await holds(async () =>
      expect((await textsOf(ada)).filter((text) => text === 'before the reload')).toHaveLength(1),
    );
    await holds(async () => expect(await pendingOf(ada).count()).toBe(0));
    await composerOf(ada).fill('');
  });

  it('puts older messages in front without a jump', async () => {
    const mateo = await open('Mateo');
    await openConversation(mateo, 'Lunch');
    for (let n = 1; n <= 70; n++) await say(mateo, `line ${n}`);
    await holds(async () => expect(await pendingOf(mateo).count()).toBe(0));
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
  });

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
    await holds(async () => expect(await pendingOf(ada).count()).toBe(0));
    await ada.keyboard.press('ArrowUp');
    await ada.getByRole('textbox', { name: 'Edit message' }).and(ada.locator(':focus')).waitFor();
    await ada.keyboard.press('End');
    await ada.keyboard.type(', edited');
    await ada.keyboard.press('Enter');
    await holds(async () => expect((await textsOf(ada)).at(-1)).toBe('Hello @田中 由紀 by keyboard, edited'));
    await holds(async () => expect(await isInComposer()).toBe(true));
  });

  it('says where a part of it broke, and goes on with the rest', async () => {
    const ada = await open('Ada Lindqvist');
    await openConversation(ada, 'Lighthouse');
    await ada.route('**/graphql', async (route) => {
      const answer = await route.fetch();
      const body = await answer.text();
      const isFound = body.includes('"highlights"');
      await route.fulfill({
        response: answer,
        body: isFound ? body.replaceAll(/"createdAt":"[^"]+"/g, '"createdAt":"?"') : body,
      });
    });
    await ada.keyboard.press('ControlOrMeta+K');
    await search(ada, 'staging', ada.getByText('Something went wrong here'));
    await keepScreenshot(ada, 'broken');
    await say(ada, 'still here');
    await holds(async () => expect((await textsOf(ada)).at(-1)).toBe('still here'));
    await ada.unrouteAll({ behavior: 'wait' });
    await ada.getByRole('button', { name: 'Try again' }).click();
    await search(ada, 'staging');
  });

  it('goes on by itself after the server was killed, and sends once what was said meanwhile', async () => {
    const [ada, zoe] = await Promise.all([open('Ada Lindqvist'), open('Zoë')]);
    await Promise.all([openConversation(ada, 'Lighthouse'), openConversation(zoe, 'Lighthouse')]);
    await browsing.parley.kill('SIGKILL');
    await say(ada, 'down 1');
    await say(ada, 'down 2');
    await browsing.parley.start();
    const said = async (page: Page) => (await textsOf(page)).filter((text) => text.startsWith('down'));
    await holds(async () => {
      // where she left off may be far up
      await goToLatest(zoe);
      expect(await said(zoe)).toEqual(['down 1', 'down 2']);
    });
    await holds(async () => expect(await pendingOf(ada).count()).toBe(0));
    expect(await said(ada)).toEqual(['down 1', 'down 2']);
  });

  describe('to whoever uses it in their own way', () => {
    let reader: WebPerson;
    let views: Record<string, string>;

    beforeAll(async () => {
      const [writer, someone] = await Promise.all([browsing.person('Nora Vik'), browsing.person('سلمى')]);
      reader = someone;
      const id = await groupOf(writer, 'Harbour', [reader]);
      await sendAll(writer, id, ['The boat leaves at *nine*', '<script>no</script> and `code`', 'مرحبا بالجميع']);
      const conversation = writer.client.conversation(id);
      const root = writer.client.outbox.get()[0]!.sent!.id;
      conversation.send({ text: 'I am coming', threadId: root });
      await Promise.all([conversation.pin(root), conversation.react(root, '⛵')]);
      views = { conversation: `/c/${id}`, members: `/c/${id}?panel=members`, pins: `/c/${id}?panel=pins` };
      views = { ...views, thread: `/c/${id}/t/${root}`, search: `/c/${id}?panel=search` };
    });

    /** What a view has beside what its address shows. */
    const FURTHER: Readonly<Record<string, (page: Page) => Promise<void>>> = {
      conversation: (page) => page.locator('.timeline-scroll[data-settled]').waitFor(),
      members: async (page) => {
        await page.getByRole('button', { name: 'Add people' }).click();
        await page.getByRole('option', { name: 'Ada Lindqvist' }).waitFor();
      },
      pins: (page) => page.locator('.card').waitFor(),
      thread: (page) => page.locator('.thread').getByText('I am coming').waitFor(),
      search: async (page) => {
        await search(page, 'boat');
        await page.getByRole('button', { name: 'More', exact: true }).last().click();
        await page.getByText('Said by').waitFor();
      },
    };

    it.each<[string, BrowserContextOptions]>([
      ['light', {}],
      ['dark', { colorScheme: 'dark' }],
      ['right-to-left', {}],
      ['320-px', { viewport: { width: 320, height: 640 } }],
      ['200-percent', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
    ])('in %s: axe finds nothing, and nothing is cut off', async (name, look) => {
      const found: Record<string, string[]> = {};
      const page = await browsing.blankPage(look);
      // before somebody has signed in nothing else says which way it is read
      if (name === 'right-to-left') await page.evaluate(() => (document.dir = 'rtl'));
      await reader.client.account.update({ locale: name === 'right-to-left' ? 'ar' : 'en' });
      const note = async (view: string) => {
        await keepScreenshot(page, `${name}-${view}`);
        const troubles = [...(await violationsOf(page)), ...(await page.evaluate(cutOff))];
        if (troubles.length > 0) found[view] = troubles;
      };
      await page.locator('.demo-person').first().waitFor();
      await note('sign-in');
      await signIn(page, reader);
      for (const [view, address] of Object.entries(views)) {
        await page.goto(browsing.parley.url + address);
        await FURTHER[view]!(page);
        await note(view);
      }
      await page.goto(`${browsing.parley.url}${views['conversation']!}`);
      await page.locator('.conversation-head').getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Name and topic' }).click();
      await page.getByRole('dialog', { name: 'Name and topic' }).waitFor();
      await note('edit-dialog');
      await page.getByRole('button', { name: 'Cancel' }).click();
      const back = page.getByRole('button', { name: 'Back to the conversations' });
      if (await back.isVisible()) await back.click();
      await note('list');
      await page.getByRole('button', { name: 'New conversation' }).first().click();
      await page.getByRole('option', { name: 'Ada Lindqvist' }).waitFor();
      await note('new-dialog');
      await page.getByText('Channel', { exact: true }).click();
      await page.getByRole('radio', { name: 'Channel' }).and(page.locator(':checked')).waitFor();
      await note('new-channel-dialog');
      expect(found).toEqual({});
    });
  });
});
