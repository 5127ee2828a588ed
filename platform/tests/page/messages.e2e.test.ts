import type { Locator, Page } from 'playwright-core';
import { randomBytes } from 'node:crypto';
import { encodePng } from '../../demo/files/png';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';
import {
  composerOf,
  holds,
  keepScreenshot,
  messageOf,
  openConversation,
  pressOn,
  say,
  search,
  textsOf,
} from '../../testing/browser';
import { isInView, scrollOn, textsSeen } from '../../testing/in-sight';

/** One that does not get smaller. */
const picture = (width: number, height: number): Buffer =>
  encodePng({ width, height, data: randomBytes(4 * width * height) });

const widthOf = (image: HTMLElement | SVGElement): number => (image as HTMLImageElement).naturalWidth;

// tokens run out every few seconds all along
describeInBrowser('in the web client', { ACCESS_TOKEN_SECONDS: '8' }, (browsing) => {
  let ada: WebPerson, bo: WebPerson;
  let adas: Page, bos: Page;

  beforeAll(async () => {
    [ada, bo] = await Promise.all([browsing.person('Ada Åkesson'), browsing.person('Bo Berg')]);
    [adas, bos] = await Promise.all([browsing.pageOf(ada), browsing.pageOf(bo)]);
  });

  /** A conversation of both, open on both pages, in which Ada has said something. */
  async function talk(title: string, texts: readonly string[]): Promise<string> {
    const id = await groupOf(ada, title, [bo]);
    await sendAll(ada, id, texts);
    await Promise.all([openConversation(adas, title), openConversation(bos, title)]);
    return id;
  }

  const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });
  const panelOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
  const holdsFocus = (place: Locator) => place.evaluate((element) => element.contains(document.activeElement));

  /** From the composer to a message, by keys alone. */
  async function focusMessage(page: Page, text: string): Promise<void> {
    await composerOf(page).focus();
    const focused = page.locator('.timeline .message:focus');
    for (let n = 0; n < 10 && (await focused.count()) === 0; n++) await page.keyboard.press('Shift+Tab');
    for (let n = 0; n < 20 && (await focused.filter({ hasText: text }).count()) === 0; n++) {
      const from = await focused.getAttribute('data-message');
      await page.keyboard.press('ArrowUp');
      await page.locator(`.timeline .message:focus:not([data-message="${from}"])`).waitFor();
    }
    await focused.filter({ hasText: text }).waitFor();
  }

  /** By keys alone: what the menu of a message has. */
  async function actOn(page: Page, text: string, action: string): Promise<void> {
    await focusMessage(page, text);
    const more = button(messageOf(page, text), 'More');
    for (let n = 0; n < 6 && !(await holdsFocus(more)); n++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const item = page.getByRole('menuitem', { name: action });
    await item.waitFor();
    for (let n = 0; n < 6 && !(await holdsFocus(item)); n++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  }

  it('takes reactions by mouse and by keyboard', async () => {
    await talk('Reactions', ['We are live']);
    const [seenByAda, seenByBo] = [messageOf(adas, 'We are live'), messageOf(bos, 'We are live')];
    await pressOn(seenByBo, 'React');
    await bos.getByRole('group', { name: 'Often used' }).getByRole('button', { name: '🎉' }).click();
    await button(seenByAda, '🎉, 1').click();
    await button(seenByBo, '🎉, 2').click();
    await holds(async () => expect(await button(seenByAda, '🎉, 1').getAttribute('aria-pressed')).toBe('true'));
    await holds(async () => expect(await button(seenByBo, '🎉, 1').getAttribute('aria-pressed')).toBe('false'));

    await focusMessage(adas, 'We are live');
    await adas.keyboard.press('Tab');
    await adas.keyboard.press('Tab');
    await adas.keyboard.press('Enter');
    await adas.getByRole('dialog', { name: 'Choose a reaction' }).waitFor();
    await adas.getByPlaceholder('Search emoji').and(adas.locator(':focus')).waitFor();
    await adas.keyboard.type('eagle');
    await adas.locator('.emoji-list button[data-active]', { hasText: '🦅' }).waitFor();
    await keepScreenshot(adas, 'reacting');
    await adas.keyboard.press('Enter');
    await button(seenByBo, '🦅, 1').waitFor();
    await holds(async () => expect(await holdsFocus(button(seenByAda, 'React'))).toBe(true));
  });

  it('has threads: opened, answered, counted at the root', async () => {
    await talk('Threads', ['Who takes the late shift?']);
    const root = 'Who takes the late shift?';
    await pressOn(messageOf(bos, root), 'Reply in a thread');
    const [adasPanel, bosPanel] = [panelOf(adas, 'Thread'), panelOf(bos, 'Thread')];
    await bosPanel.getByText(root).waitFor();
    await holds(async () => expect(await holdsFocus(bosPanel)).toBe(true));
    await bosPanel.getByRole('textbox', { name: 'Reply' }).fill('I do');
    await bos.keyboard.press('Enter');
    await button(messageOf(adas, root), '1 reply').click();
    await adasPanel.getByText('I do').waitFor();
    await adasPanel.getByRole('textbox', { name: 'Reply' }).fill('Thank you!');
    await adas.keyboard.press('Enter');
    await bosPanel.getByText('Thank you!').waitFor();
    await button(messageOf(bos, root), '2 replies').waitFor();
    await keepScreenshot(bos, 'thread');
    await adas.keyboard.press('Escape');
    await adasPanel.waitFor({ state: 'detached' });
    await holds(async () => expect(await holdsFocus(button(messageOf(adas, root), '2 replies'))).toBe(true));
  });

  it('names people, who see that they are meant', async () => {
    const bodil = await browsing.person('Bodil Ek');
    await talk('Elsewhere', ['Nothing here']);
    await groupOf(ada, 'Names', [bo, bodil]);
    await openConversation(adas, 'Names');
    const composer = composerOf(adas);
    await composer.pressSequentially('SendRequest @bo');
    await adas.getByRole('option').nth(1).waitFor();
    expect(await adas.getByRole('option').allInnerTexts()).toEqual([expect.stringContaining('Bo'), expect.anything()]);
    await adas.keyboard.press('ArrowDown');
    const chosen = adas.getByRole('option', { selected: true });
    // at one time: the list may still change its order
    const [id, activeId] = await composer.evaluate((field) => [
      document.querySelector('[role="option"][aria-selected="true"]')?.id,
      field.getAttribute('aria-activedescendant'),
    ]);
    expect([id, activeId]).toEqual([expect.any(String), id]);
    const first = (await chosen.locator('bdi').innerText()) === 'Bodil Ek' ? 'Bodil Ek' : 'Bo Berg';
    await adas.keyboard.press('Enter');
    await holds(async () => expect(await composer.inputValue()).toBe(`SendRequest @${first} `));
    const second = first === 'Bodil Ek' ? 'Bo Berg' : 'Bodil Ek';
    await composer.pressSequentially('or @bo');
    await keepScreenshot(adas, 'mentioning');
    await adas.getByRole('option', { name: second }).click();
    await holds(async () => expect(await composer.inputValue()).toBe(`SendRequest @${first} or @${second} `));
    // also while it waits it says who is meant
    await adas.route('**/graphql', (route) => route.abort());
    await adas.keyboard.press('Enter');
    await holds(async () =>
      expect(await adas.locator('.pending .mention').allInnerTexts()).toEqual([`@${first}`, `@${second}`]),
    );
    await adas.unroute('**/graphql');
    await bos.getByRole('link', { name: /Names.*1 unread, 1 mentions you/ }).click();
    await bos.locator('.message[data-mentions-me] .own-mention', { hasText: '@Bo Berg' }).waitFor();
    expect(await bos.locator('.mention:not(.own-mention)').allInnerTexts()).toEqual(['@Bodil Ek']);
    await keepScreenshot(bos, 'mentioned');
  });

  it('sends a picture: its progress is shown, then the picture, to both; or it is cancelled', async () => {
    await talk('Pictures', ['Show me']);
    const file = { name: 'sunrise.png', mimeType: 'image/png', buffer: picture(640, 480) };
    const network = await adas.context().newCDPSession(adas);
    const upload = (bytesPerSecond: number) =>
      network.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: bytesPerSecond,
      });
    const attach = async () => {
      const asked = adas.waitForEvent('filechooser');
      await button(adas, 'Attach files').click();
      await (await asked).setFiles(file);
    };
    const progress = adas.getByRole('progressbar', { name: 'Uploading sunrise.png' });
    const isUnderWay = async () => {
      const done = await progress.evaluate((bar: HTMLProgressElement) => bar.value / bar.max);
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(1);
    };

    // slow enough for all that is looked at meanwhile
    await upload(30_000);
    await attach();
    await holds(isUnderWay);
    await keepScreenshot(adas, 'uploading');
    await button(adas, 'Cancel sunrise.png').click();
    await adas.getByRole('list', { name: 'Files to send' }).waitFor({ state: 'detached' });

    await attach();
    await holds(isUnderWay);
    await say(adas, 'From the roof');
    await button(adas, 'Sends when uploaded').waitFor();
    await upload(-1);
    for (const page of [adas, bos]) {
      const shown = messageOf(page, 'From the roof').getByRole('img', { name: 'sunrise.png' });
      await holds(async () => expect(await shown.evaluate(widthOf)).toBeGreaterThan(0));
    }
    expect(await messageOf(bos, 'From the roof').getByRole('img').count()).toBe(1);
    await keepScreenshot(bos, 'picture');
  });

  it('edits, pins and deletes by keyboard', async () => {
    await talk('Keys', ['first', 'secnd', 'third']);
    await actOn(adas, 'secnd', 'Edit');
    await adas.getByRole('textbox', { name: 'Edit message' }).and(adas.locator(':focus')).waitFor();
    await adas.keyboard.press('ControlOrMeta+A');
    await adas.keyboard.type('second');
    await adas.keyboard.press('Enter');
    await holds(async () => expect(await textsOf(bos)).toEqual(['first', 'second', 'third']));

    await actOn(adas, 'second', 'Pin');
    await messageOf(bos, 'second').getByText('Pinned').waitFor();
    await button(bos, 'Pinned messages').click();
    await panelOf(bos, 'Pinned messages')
      .getByRole('link', { name: /second/ })
      .waitFor();

    await actOn(adas, 'first', 'Delete …');
    const dialog = adas.getByRole('dialog', { name: 'Delete this message?' });
    await holds(async () => expect(await holdsFocus(dialog)).toBe(true));
    await keepScreenshot(adas, 'deleting');
    for (let n = 0; n < 4 && !(await holdsFocus(button(dialog, 'Delete'))); n++) await adas.keyboard.press('Tab');
    await adas.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await bos.getByText('Message deleted').first().waitFor();
    await holds(async () => expect(await textsOf(bos)).toEqual(['second', 'third']));
    // whoever deleted it goes on from there
    await holds(async () => expect(await holdsFocus(messageOf(adas, 'Message deleted'))).toBe(true));
    await keepScreenshot(bos, 'pins');
    await button(bos, 'Pinned messages').click();
  });

  it('finds what was said far back, and goes on from there to the latest without a hole', async () => {
    const texts = Array.from({ length: 130 }, (_, n) => (n === 7 ? 'step 8: a kestrel was seen' : `step ${n + 1}`));
    const id = await groupOf(ada, 'Archive', [bo]);
    await sendAll(ada, id, texts);
    await openConversation(bos, 'Elsewhere');
    await bos.keyboard.press('ControlOrMeta+K');
    const field = bos.getByRole('searchbox', { name: 'Search messages' });
    await field.and(bos.locator(':focus')).waitFor();
    const hit = panelOf(bos, 'Search').getByRole('link', { name: /kestrel/ });
    await search(bos, 'kestrel');
    expect(await hit.locator('mark').allInnerTexts()).toEqual(['kestrel']);
    await keepScreenshot(bos, 'found');
    for (let n = 0; n < 8 && !(await holdsFocus(hit)); n++) await bos.keyboard.press('Tab');
    await bos.keyboard.press('Enter');
    await bos.getByRole('region', { name: 'Archive' }).waitFor();
    const pointed = (page: Page) => page.locator('.message[data-pointed]', { hasText: 'a kestrel was seen' });
    await holds(async () => expect(await isInView(pointed(bos))).toBe(true));
    // what was found stays, for the next one
    expect(await holdsFocus(hit)).toBe(true);
    await bos.keyboard.press('Escape');
    await hit.waitFor({ state: 'detached' });

    await adas.goto(bos.url());
    await holds(async () => expect(await isInView(pointed(adas))).toBe(true));
    await keepScreenshot(adas, 'link');
    const list = adas.locator('.timeline-scroll[data-settled]');
    await list.waitFor();
    const seen = new Set<string>();
    await holds(async () => {
      for (const text of await list.evaluate(textsSeen)) seen.add(text);
      await list.evaluate(scrollOn);
      expect(seen).toContain('step 130');
    });
    expect([...seen]).toEqual(texts.slice(texts.indexOf([...seen][0]!)));
    await button(adas, 'Back to the latest').click();
    await holds(async () => expect(new URL(adas.url()).pathname).toBe(`/c/${id}`));
  });

  it('is the same in two tabs of one person', async () => {
    const id = await talk('Tabs', ['begun']);
    await talk('Aside', ['nothing here']);
    const other = await adas.context().newPage();
    await other.goto(adas.url());
    await sendAll(bo, id, ['once', 'twice', 'thrice']);
    for (const tab of [adas, other]) await tab.getByRole('link', { name: /Tabs.*3 unread/ }).waitFor();
    // a tab that others are in front of reads nothing
    await adas.bringToFront();
    await openConversation(adas, 'Tabs');
    await other.getByRole('link', { name: /Tabs.*thrice$/ }).waitFor();
    await other.bringToFront();
    await openConversation(other, 'Tabs');
    await say(adas, 'from one');
    await messageOf(other, 'from one').waitFor();
    await say(other, 'from the other');
    const all = ['begun', 'once', 'twice', 'thrice', 'from one', 'from the other'];
    await openConversation(bos, 'Tabs');
    for (const page of [adas, other, bos]) await holds(async () => expect(await textsOf(page)).toEqual(all));
    await other.close();
  });

  it('goes on when tokens run out, and nobody notices', async () => {
    await talk('Tokens', ['begun']);
    await adas.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        for (const { textContent } of document.querySelectorAll(
          '.banner, .trouble, .toast, .sign-in, .splash, .sending',
        ))
          if (!/^(Queued|Sending …)(Discard)?$/.test(textContent ?? '')) seen.push(textContent ?? '');
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    let renewals = 0;
    adas.on('response', (response) => {
      if (response.url().endsWith('/graphql'))
        void response.text().then(
          (text) => (renewals += Number(text.includes('"refreshSession":{'))),
          // the page is closed before its last response is there
          () => undefined,
        );
    });
    const said: string[] = [];
    await holds(async () => {
      said.push(`still here ${said.length}`);
      await say(adas, said.at(-1)!);
      await messageOf(bos, said.at(-1)!).waitFor();
      expect(renewals).toBeGreaterThanOrEqual(2);
    });
    await holds(async () => expect((await textsOf(bos)).slice(-3)).toEqual(said.slice(-3)));
    expect(await adas.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([]);
  });
});
