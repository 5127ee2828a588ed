import { randomBytes } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { encodePng } from '../../demo/files/png';
import { composerOf, holds, keepScreenshot, messageOf, pressOn, say, sentMessageOf } from '../../testing/browser';
import { describeInBrowser } from '../../testing/browsing';
import { openWriting, type Writing } from '../../testing/writing';

const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });
const field = (page: Page) => page.getByRole('searchbox', { name: 'Search messages' });
const isFocused = (place: Locator) => place.evaluate((element) => element === document.activeElement);
const picture = encodePng({ width: 640, height: 480, data: randomBytes(4 * 640 * 480) });

/** Where something is, once it has stayed there: what is drawn is measured, and scrolled to, a frame later. */
async function stillBoxOf(place: Locator) {
  let before = await place.boundingBox();
  await holds(async () => {
    const now = await place.boundingBox();
    const was = before;
    before = now;
    expect(now).toEqual(was);
  });
  return before;
}

/** A key that an input method takes, as Safari says it: by its code alone. */
async function pressForInputMethod(page: Page, key: 'Enter' | 'Escape'): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, windowsVirtualKeyCode: 229 });
  await devtools.detach();
}

describeInBrowser('what is written in the web client', {}, (browsing) => {
  let page: Page;
  let talk: Writing['talk'];
  let lastMessage: Writing['lastMessage'];
  beforeAll(async () => ({ page, talk, lastMessage } = await openWriting(browsing)));

  it('takes pasted cells for text, and a pasted picture for a file', async () => {
    await talk('Pasting');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copy = (texts: Record<string, string>) =>
      page.evaluate(
        async ([parts, image]) => {
          const bytes = new Blob([Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0))], {
            type: 'image/png',
          });
          const items = Object.entries(parts).map(([type, text]) => [type, new Blob([text], { type })] as const);
          await navigator.clipboard.write([new ClipboardItem(Object.fromEntries([...items, ['image/png', bytes]]))]);
        },
        [texts, picture.toString('base64')] as const,
      );
    await copy({ 'text/plain': 'one\ttwo\n1\t2', 'text/html': '<table><tr><td>one<td>two<tr><td>1<td>2</table>' });
    await composerOf(page).press('ControlOrMeta+V');
    await holds(async () => expect(await composerOf(page).inputValue()).toBe('one\ttwo\n1\t2'));
    expect(await page.locator('.chip').count()).toBe(0);
    await copy({});
    await composerOf(page).press('ControlOrMeta+V');
    await page.locator('.chip').waitFor();
    await button(page, /(Cancel|Remove) image.png/).click();
    await composerOf(page).fill('');
  });

  it('leaves Enter and Escape to an input method, in every field', async () => {
    const id = await talk('Composing');
    await say(page, 'mine');
    await holds(async () => expect((await lastMessage(id)).text).toBe('mine'));
    await sentMessageOf(page, 'mine').waitFor();
    await composerOf(page).fill('にほん');
    await pressForInputMethod(page, 'Enter');
    await pressForInputMethod(page, 'Escape');
    expect(await composerOf(page).inputValue()).toBe('にほん');
    await composerOf(page).fill('');
    await page.keyboard.press('ArrowUp');
    const edit = page.getByRole('textbox', { name: 'Edit message' });
    await edit.and(page.locator(':focus')).waitFor();
    await edit.fill('日本');
    await pressForInputMethod(page, 'Escape');
    await pressForInputMethod(page, 'Enter');
    expect(await edit.inputValue()).toBe('日本');
    await page.keyboard.press('Escape');
    await edit.waitFor({ state: 'detached' });
    await page.keyboard.press('ControlOrMeta+K');
    await field(page).and(page.locator(':focus')).waitFor();
    await field(page).fill('ka');
    await pressForInputMethod(page, 'Enter');
    await pressForInputMethod(page, 'Escape');
    expect(await field(page).inputValue()).toBe('ka');
    expect(await page.getByText(/Searching|Nothing was found|messages?$/).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await button(page, 'New conversation').click();
    const name = page.getByRole('searchbox', { name: 'Who with?' });
    await name.fill('か');
    await pressForInputMethod(page, 'Escape');
    expect(await name.inputValue()).toBe('か');
    await page.getByRole('dialog').waitFor();
    await button(page, 'Cancel').click();
    expect((await lastMessage(id)).text).toBe('mine');
  });

  it('shows at once what it will look like: what it answers, and its pictures; it stays where it is when it is sent', async () => {
    await talk('Pending');
    await pressOn(messageOf(page, 'begun'), 'Reply');
    const asked = page.waitForEvent('filechooser');
    await button(page, 'Attach files').click();
    await (await asked).setFiles({ name: 'roof.png', mimeType: 'image/png', buffer: picture });
    await page.locator('.chip[data-status="done"]').waitFor();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('clientMessageId')) await held;
      await route.continue();
    });
    await say(page, 'from the roof');
    const pending = page.locator('.message.pending', { hasText: 'from the roof' });
    await pending.locator('.context', { hasText: 'begun' }).waitFor();
    await holds(async () =>
      expect(await pending.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
        0,
      ),
    );
    await keepScreenshot(page, 'pending');
    const before = await stillBoxOf(pending);
    letGo();
    const sent = page.locator('.timeline .message:not(.pending)', { hasText: 'from the roof' });
    await sent.locator('.receipt').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    expect(await stillBoxOf(sent)).toEqual(before);
  });

  it('says what became of a file, for as long as the file is there', async () => {
    await talk('Failing');
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('sha256')
        ? route.fulfill({
            json: { errors: [{ message: 'The file is too large', extensions: { code: 'VALIDATION_FAILED' } }] },
          })
        : route.continue(),
    );
    const asked = page.waitForEvent('filechooser');
    await button(page, 'Attach files').click();
    await (await asked).setFiles({ name: 'big.bin', mimeType: 'application/octet-stream', buffer: Buffer.from('x') });
    await say(page, 'with a file');
    await page.getByText('Not sent: a file was not uploaded').waitFor();
    await button(page, 'Remove big.bin').click();
    await page.getByText('Not sent').waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'wait' });
    await composerOf(page).press('Enter');
    await page.locator('.timeline .message:not(.pending)', { hasText: 'with a file' }).waitFor();
  });

  it('says how much room is left, in characters as they are counted by the service', async () => {
    const id = await talk('Long');
    await composerOf(page).fill('😀'.repeat(9_990));
    await page.getByText('10 characters left').waitFor();
    await composerOf(page).fill('😀'.repeat(10_001));
    await page.getByText('1 character too many').waitFor();
    await composerOf(page).press('Enter');
    await page.getByText('It is too long: 10001 characters of 10000.').waitFor();
    await composerOf(page).fill('');
    expect((await lastMessage(id)).text).toBe('begun');
  });

  it('puts the cursor where one writes when a conversation is clicked, also the open one', async () => {
    await talk('One');
    await talk('Two');
    const link = (title: string) => page.getByRole('navigation').getByRole('link', { name: title });
    for (const title of ['One', 'Two', 'Two']) {
      await link(title).first().click();
      await holds(async () => expect(await isFocused(composerOf(page))).toBe(true));
      await page.getByRole('region', { name: title, exact: true }).waitFor();
    }
  });
});
