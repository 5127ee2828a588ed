import { readFileSync } from 'node:fs';
import { until } from '@parley/testing/until';
import type { Page } from 'playwright-core';
import {
  composerOf,
  holds,
  keepScreenshot,
  messageOf,
  openConversation,
  textsOf,
  violationsOf,
} from '../../testing/browser';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';
import { userId } from '../../testing/sdk-people';

/** Ids of the client's operations, by name. */
function idOf(operation: string): string {
  const path = require
    .resolve('@parley/client/package.json')
    .replace('package.json', 'generated/persisted-documents.json');
  const documents = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>);
  return documents
    .find(([, text]) => new RegExp(`(query|mutation) ${operation}\\(`).test(text))![0]
    .replace('sha256:', '');
}

/** Counts what a page requests from now on, by the operation's name. */
function requestsOf(page: Page): (operation: string) => number {
  const bodies: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/graphql')) bodies.push(request.postData() ?? '');
  });
  return (operation) => bodies.filter((body) => body.includes(idOf(operation))).length;
}

describeInBrowser('public channels and the list of conversations, in a browser', {}, (browsing) => {
  afterEach(() => browsing.closePages());

  const channelOf = async ({ client }: WebPerson, title: string, topic?: string): Promise<string> =>
    (await client.createConversation({ kind: 'CHANNEL', title, topic, public: true })).id;
  const rowsOf = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
  const goTo = (page: Page, id: string) => page.goto(`${browsing.parley.url}/c/${id}`);
  const joinBar = (page: Page) => page.locator('.conversation .join-bar');

  it('shows a channel to who follows a link to it, live, and lets them join', async () => {
    const [ann, bob] = await Promise.all([browsing.person('Ann'), browsing.person('Bob')]);
    const id = await channelOf(ann, 'Open house');
    await sendAll(ann, id, ['before']);
    const page = await browsing.pageOf(bob);
    const times = requestsOf(page);
    await goTo(page, id);
    await joinBar(page).getByText('Open house').waitFor();
    await sendAll(ann, id, ['while you look']);
    await holds(async () => expect(await textsOf(page)).toEqual(['before', 'while you look']));
    await messageOf(page, 'before').hover();
    await page.getByRole('group', { name: 'Message actions' }).waitFor();
    expect(await page.getByRole('button', { name: /^(React|Reply)$/ }).count()).toBe(0);
    expect(await composerOf(page).count()).toBe(0);
    expect(times('MarkRead')).toBe(0);
    await keepScreenshot(page, 'channel-before-joining');

    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await composerOf(page).fill('here I am');
    await composerOf(page).press('Enter');
    await holds(async () => expect(await textsOf(page)).toEqual(['before', 'while you look', 'here I am']));
    await sendAll(ann, id, ['welcome']);
    await until(() => times('MarkRead') > 0, { what: 'Reading' });
    await holds(async () => {
      ann.client.conversation(id).setTyping();
      expect(await page.getByText('Ann is typing').isVisible()).toBe(true);
    });

    await ann.client.conversation(id).removeMember(userId(bob.client));
    await joinBar(page).waitFor();
    await sendAll(ann, id, ['still public']);
    await messageOf(page, 'still public').waitFor();
    await ann.client.conversation(id).update({ public: false });
    await page.getByText('This conversation is not there').waitFor();
  });

  it('begins with channels and people, and browses all channels', async () => {
    const ann = await browsing.person('Ann Firstrun');
    const id = await channelOf(ann, 'Café des Amis', 'Bob’s crème brûlée');
    const newcomer = await browsing.person('Newcomer');
    const page = await browsing.pageOf(newcomer);
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await page.getByRole('region', { name: 'Channels' }).getByRole('link', { name: 'Café des Amis' }).waitFor();
    await page
      .getByRole('region', { name: 'People' })
      .getByRole('button', { name: /^Write to/ })
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await keepScreenshot(page, 'first-run');

    await page.getByRole('button', { name: 'Browse channels' }).click();
    const dialog = page.getByRole('dialog', { name: 'Browse channels' });
    const named = async () => dialog.locator('.channel bdi').allInnerTexts();
    for (const words of ['cafe amis', "bob's creme", 'CAFE\u0301']) {
      await dialog.getByRole('searchbox').fill(words);
      await holds(async () => expect(await named()).toEqual(['Café des Amis']));
      await dialog.getByRole('searchbox').fill('nothing is called that');
      await dialog.getByText('No channel is called that.').waitFor();
    }
    await dialog.getByRole('searchbox').fill('cafe');
    await keepScreenshot(page, 'browse-channels');
    await dialog.getByRole('button', { name: 'Join Café des Amis' }).click();
    await dialog.getByText('Joined').waitFor();
    await dialog.getByRole('link', { name: 'Café des Amis' }).click();
    await page.waitForURL(`**/c/${id}`);
    await composerOf(page).waitFor();
    await rowsOf(page).getByRole('link', { name: 'Café des Amis' }).waitFor();
  });

  it('begins with them on a phone, too', async () => {
    const ann = await browsing.person('Ann Phone');
    await channelOf(ann, 'Pocket');
    const page = await browsing.pageOf(await browsing.person('Small'), { viewport: { width: 390, height: 800 } });
    await page.getByRole('region', { name: 'Channels' }).getByRole('link', { name: 'Pocket' }).click();
    await joinBar(page).waitFor();
    await keepScreenshot(page, 'channel-on-a-phone');
  });

  it('calls everybody by their name from the start, and says who is there before they have said anything', async () => {
    const [ann, ...others] = await Promise.all(
      ['Ann', ...Array.from({ length: 8 }, (_, n) => `Friend ${n}`)].map((name) => browsing.person(name)),
    );
    for (const { client } of others)
      await ann!.client.createConversation({ kind: 'DIRECT', memberIds: [userId(client)] });
    others[0]!.client.people.presence([userId(ann!.client)]).subscribe(() => undefined);
    const page = await browsing.blankPage();
    const times = requestsOf(page);
    await page.evaluate(() => {
      const names = new Set<string>();
      Object.assign(globalThis, { names });
      new MutationObserver(() => {
        for (const row of document.querySelectorAll('.row-title')) names.add(row.textContent);
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    await page.getByRole('textbox', { name: 'Email' }).fill(ann!.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(ann!.password);
    await page.getByRole('textbox', { name: 'Password' }).press('Enter');
    const first = rowsOf(page).getByRole('link', { name: 'Friend 0' });
    await first.locator('.presence-dot[data-status="ONLINE"]').waitFor();
    const names = await page.evaluate(() => [...(globalThis as unknown as { names: Set<string> }).names].sort());
    expect(names).toEqual(others.map(({ displayName }) => displayName));
    expect(times('Conversations')).toBeGreaterThan(0);
    expect(times('ConversationMembers')).toBe(0);
  });

  it('finds a conversation that is not loaded, by its title or who it is with, and counts what is unread there', async () => {
    const [ann, zoe] = await Promise.all([browsing.person('Ann'), browsing.person('Zoë Straße')]);
    const memberIds = [userId(ann.client)];
    const direct = await zoe.client.createConversation({ kind: 'DIRECT', memberIds });
    await sendAll(zoe, direct.id, ['one', 'two']);
    const cafe = await groupOf(zoe, 'Café Central', [ann]);
    for (let n = 0; n < 55; n++) await groupOf(ann, `Room ${n}`);
    const page = await browsing.pageOf(ann);
    await until(async () => (await page.title()).startsWith('(2)'), { what: 'The count' });
    expect(await rowsOf(page).getByText('Zoë').count()).toBe(0);

    const field = page.getByRole('searchbox', { name: 'Find a conversation' });
    const shown = () => page.locator('.row-title').allInnerTexts();
    for (const [words, found] of [
      ['zoe strasse', 'Zoë Straße'],
      ['cafe', 'Café Central'],
      ['CAFE\u0301 cent', 'Café Central'],
    ] as const) {
      await field.fill(words);
      await holds(async () => expect(await shown()).toEqual([found]));
    }
    await keepScreenshot(page, 'found-conversation');
    await openConversation(page, 'Café Central');
    await page.waitForURL(`**/c/${cafe}`);
    await field.fill('nobody is called that');
    await page.getByText('Nothing is called that.').waitFor();
  });
});
