import type { Page } from 'playwright-core';
import {
  composerOf,
  holds,
  keepScreenshot,
  messageOf,
  openConversation,
  pressOn,
  sentMessageOf,
} from '../../testing/browser';
import { describeInBrowser, type WebPerson } from '../../testing/browsing';
import { userId } from '../../testing/sdk-people';
import { openWriting, type Writing } from '../../testing/writing';

describeInBrowser('mentions in the web client', {}, (browsing) => {
  let ada: WebPerson, bo: WebPerson;
  let page: Page;
  let talk: Writing['talk'];
  let lastMessage: Writing['lastMessage'];
  beforeAll(async () => ({ ada, bo, page, talk, lastMessage } = await openWriting(browsing)));

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
});
