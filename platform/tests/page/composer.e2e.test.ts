import { randomBytes } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { encodePng } from '../../demo/files/png';
import {
  composerOf,
  holds,
  keepScreenshot,
  messageOf,
  openConversation,
  pressOn,
  say,
  sentMessageOf,
} from '../../testing/browser';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';
import { userId } from '../../testing/sdk-people';

const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });
const field = (page: Page) => page.getByRole('searchbox', { name: 'Search messages' });
const isFocused = (place: Locator) => place.evaluate((element) => element === document.activeElement);
const picture = encodePng({ width: 640, height: 480, data: randomBytes(4 * 640 * 480) });

const LAST =
  'query ($id: ID!) { conversation(id: $id) { messages(first: 1) { edges { node { text mentions { id } } } } } }';

interface LastMessage {
  data: { conversation: { messages: { edges: { node: { text: string; mentions: { id: string }[] } }[] } } };
}

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
  let ada: WebPerson, bo: WebPerson;
  let page: Page;

  beforeAll(async () => {
    [ada, bo] = await Promise.all([browsing.person('Ada'), browsing.person('Bo Berg')]);
    page = await browsing.pageOf(ada);
  });

  async function talk(title: string, others: readonly WebPerson[] = [bo]): Promise<string> {
    const id = await groupOf(ada, title, others);
    await sendAll(bo, id, ['begun']);
    await openConversation(page, title);
    return id;
  }

  /** What the last message of a conversation says, and whom it names. */
  async function lastMessage(conversationId: string): Promise<{ text: string; mentions: string[] }> {
    const response = await fetch(`${browsing.parley.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await ada.client.accessToken()}`,
      },
      body: JSON.stringify({ query: LAST, variables: { id: conversationId } }),
    });
    const { data } = (await response.json()) as LastMessage;
    const { text, mentions } = data.conversation.messages.edges[0]!.node;
    return { text, mentions: mentions.map(({ id }) => id) };
  }

  const options = () => page.getByRole('option');

  it('names who was chosen: of two with one name, beside addresses and longer names, and after an edit', async () => {
    const sams = await Promise.all([browsing.person('Sam Lee'), browsing.person('Sam Lee')]);
    await sams[1].client.account.update({ bio: 'Night shift, Oslo' });
    const id = await talk('Sams', [bo, ...sams]);
    await composerOf(page).pressSequentially('@sam');
    await options().filter({ hasText: 'Night shift, Oslo' }).waitFor();
    const handles = async () => (await options().locator('small').allInnerTexts()).map((text) => text.split(' · ')[0]);
    await holds(async () => expect(new Set(await handles()).size).toBe(2));
    await options().filter({ hasText: 'Night shift, Oslo' }).click();
    await composerOf(page).pressSequentially('write to ops@Sam Lee.example, @Bob or @bo b');
    await options().filter({ hasText: 'Bo Berg' }).waitFor();
    await keepScreenshot(page, 'naming');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const [, other] = sams.map(({ client }) => userId(client));
    const text = `<@${other}> write to ops@Sam Lee.example, @Bob or <@${userId(bo.client)}>`;
    const mentions = [other, userId(bo.client)];
    await holds(async () => expect(await lastMessage(id)).toEqual({ text, mentions }));

    await sentMessageOf(page, 'write to ops').waitFor();
    await composerOf(page).press('ArrowUp');
    const edit = page.getByRole('textbox', { name: 'Edit message' });
    await edit.and(page.locator(':focus')).waitFor();
    await edit.press('Home');
    await edit.pressSequentially('Now @Sam Lee: ');
    await edit.press('Enter');
    await holds(async () => expect(await lastMessage(id)).toEqual({ text: `Now @Sam Lee: ${text}`, mentions }));
  });

  it('has the cursor behind whom was chosen at once, in the middle of a text too', async () => {
    await talk('Fast typing');
    await composerOf(page).pressSequentially('to  and all');
    await composerOf(page).evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(3, 3));
    await composerOf(page).pressSequentially('@bo');
    await options().first().waitFor();
    const cursor = await options()
      .first()
      .evaluate((option: HTMLElement) => {
        option.click();
        const field = document.activeElement as HTMLTextAreaElement;
        return { before: field.value.slice(0, field.selectionStart), behind: field.value.slice(field.selectionEnd) };
      });
    expect(cursor).toEqual({ before: 'to @Bo Berg ', behind: 'and all' });
    await composerOf(page).fill('');
  });

  it('chooses whom one has gone to by keys, also where another list comes meanwhile', async () => {
    const bodil = await browsing.person('Bodil Ek');
    await talk('Another list', [bo, bodil]);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('"query":"bo"')) return route.continue();
      const response = await route.fetch();
      const body = (await response.json()) as { data: { conversation: { members: { edges: unknown[] } } } };
      body.data.conversation.members.edges.reverse();
      await held;
      return route.fulfill({ response, json: body });
    });
    const names = () => options().locator('bdi').allInnerTexts();
    await composerOf(page).pressSequentially('@b');
    await holds(async () => expect(await names()).toHaveLength(2));
    await page.keyboard.press('o');
    await holds(async () => expect(await composerOf(page).inputValue()).toBe('@bo'));
    const before = await names();
    await page.keyboard.press('ArrowDown');
    letGo();
    await holds(async () => expect(await names()).toEqual(before.toReversed()));
    await page.keyboard.press('Enter');
    await holds(async () => expect(await composerOf(page).inputValue()).toBe(`@${before[1]} `));
    await page.unrouteAll({ behavior: 'wait' });
    await composerOf(page).fill('');
  });

  it('erases a mention as one, and brings it back as whom it named', async () => {
    const id = await talk('Erasing');
    await composerOf(page).pressSequentially('hi @bo');
    await options().first().click();
    await holds(async () => expect(await composerOf(page).inputValue()).toBe('hi @Bo Berg '));
    await composerOf(page).pressSequentially('x');
    for (const rest of ['hi @Bo Berg ', 'hi @Bo Berg', 'hi ']) {
      await page.keyboard.press('Backspace');
      await holds(async () => expect(await composerOf(page).inputValue()).toBe(rest));
    }
    await page.keyboard.press('ControlOrMeta+Z');
    await holds(async () => expect(await composerOf(page).inputValue()).toContain('hi @Bo Berg'));
    await page.keyboard.press('Enter');
    await holds(async () => expect((await lastMessage(id)).mentions).toEqual([userId(bo.client)]));
  });

  it('can name each of 120 members, oneself last', async () => {
    const people: WebPerson[] = [];
    while (people.length < 119) {
      const names = Array.from({ length: Math.min(8, 119 - people.length) }, (_, n) => `Member ${people.length + n}`);
      people.push(...(await Promise.all(names.map((name) => browsing.person(name)))));
    }
    await people.at(-1)!.client.account.update({ displayName: 'Žofie Ähn' });
    const channel = await ada.client.createConversation({
      kind: 'CHANNEL',
      title: 'Everybody',
      memberIds: people.map(({ client }) => userId(client)),
    });
    await openConversation(page, 'Everybody');
    await composerOf(page).pressSequentially('@zofie ah');
    await options().filter({ hasText: 'Žofie Ähn' }).waitFor();
    await page.keyboard.press('Enter');
    await composerOf(page).pressSequentially('@a');
    await options().filter({ hasText: 'You' }).waitFor();
    expect(await options().last().innerText()).toContain('You');
    await page.keyboard.press('Escape');
    await composerOf(page).press('Enter');
    const named = [userId(people.at(-1)!.client)];
    await holds(async () => expect((await lastMessage(channel.id)).mentions).toEqual(named));
  });

  it('keeps a draft with whom it names and what it answers, in another conversation and over a reload', async () => {
    const id = await talk('Drafts');
    await talk('Elsewhere');
    await openConversation(page, 'Drafts');
    await pressOn(messageOf(page, 'begun'), 'Reply');
    await composerOf(page).pressSequentially('yes @bo');
    await options().first().click();
    for (const leave of [() => openConversation(page, 'Elsewhere'), () => page.reload()]) {
      await leave();
      await openConversation(page, 'Drafts');
      await page.getByText('Reply to Bo Berg: begun').waitFor();
      await holds(async () => expect(await composerOf(page).inputValue()).toBe('yes @Bo Berg '));
    }
    await composerOf(page).press('Enter');
    await messageOf(page, 'yes').locator('.context', { hasText: 'begun' }).waitFor();
    await holds(async () => expect((await lastMessage(id)).mentions).toEqual([userId(bo.client)]));
    expect(await page.locator('.replying').count()).toBe(0);
  });

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
