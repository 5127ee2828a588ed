import { ConversationSummaryDocument, ConversationWithMessagesDocument, MarkReadDocument } from '@parley/client';
import type { Page } from 'playwright-core';
import { holds, keepScreenshot, messageOf, openConversation, pressOn, signIn, textsOf } from '../../testing/browser';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';
import { isInView, lastSeqSeen, scrollUpAfter, takesClicks, textsSeen } from '../../testing/in-sight';

const MANY = Array.from({ length: 130 }, (_, n) => `line ${n + 1}`);

describeInBrowser('reading in the web client', {}, (browsing) => {
  let ada: WebPerson, bo: WebPerson;

  beforeAll(async () => {
    [ada, bo] = await Promise.all([browsing.person('Ada Åkesson'), browsing.person('Bo Berg')]);
  });
  afterEach(() => browsing.closePages());

  const unreadOf = async ({ client }: WebPerson, id: string) =>
    (await client.request(ConversationSummaryDocument, { id })).conversation!.readState!;
  /** Of one of the first messages. */
  async function idOf(conversationId: string, text: string): Promise<string> {
    const { conversation } = await ada.client.request(ConversationWithMessagesDocument, {
      id: conversationId,
      after: 0,
    });
    return conversation!.messages.edges.find(({ node }) => node.text === text)!.node.id;
  }
  /** Bo has read nothing of it. */
  async function unreadTalk(title: string): Promise<string> {
    const id = await groupOf(ada, title, [bo]);
    await sendAll(ada, id, MANY);
    return id;
  }
  /** What the page marks as read, as positions. */
  function marked(page: Page): number[] {
    const seqs: number[] = [];
    page.on('request', (request) => {
      const body = request.postDataJSON() as { variables?: { seq?: number; conversationId?: string } } | null;
      if (body?.variables?.conversationId && body.variables.seq) seqs.push(body.variables.seq);
    });
    return seqs;
  }
  const list = (page: Page) => page.locator('.timeline-scroll[data-settled]');
  const bar = (page: Page) => page.getByRole('group', { name: 'New messages' });
  const seenOn = (page: Page) => list(page).evaluate(textsSeen);

  it('opens where one left off, and marks what was seen', async () => {
    const id = await unreadTalk('Left off');
    const page = await browsing.pageOf(bo);
    const seqs = marked(page);
    await list(page).waitFor();
    await page.getByRole('separator', { name: 'New messages' }).waitFor();
    await bar(page).getByText('130 new messages since').waitFor();
    await keepScreenshot(page, 'left-off');
    expect(await seenOn(page)).toContain('line 1');
    // it opened by itself: what comes is shown, and nothing is read
    await sendAll(ada, id, ['while nobody looks']);
    await bar(page).getByText('131 new messages').waitFor();
    expect(seqs).toEqual([]);
    expect(await unreadOf(bo, id)).toMatchObject({ unread: 131 });

    await list(page).hover();
    await page.mouse.wheel(0, 300);
    await holds(async () => expect((await unreadOf(bo, id)).unread).toBeLessThan(131));
    await holds(async () => {
      const [last] = (await seenOn(page)).slice(-2);
      const { lastReadSeq, unread } = await unreadOf(bo, id);
      expect(lastReadSeq).toBeGreaterThan(0);
      expect(unread).toBeGreaterThan(130 - Number(last!.slice(5)) - 2);
    });
    expect(seqs.length).toBeGreaterThan(0);
  });

  it('reads nothing of what one jumps over, by the latest or by a link', async () => {
    const id = await unreadTalk('Jumps');
    const page = await browsing.pageOf(bo);
    await openConversation(page, 'Jumps');
    // what one sees before the jump is read
    await holds(async () => expect((await unreadOf(bo, id)).lastReadSeq).toBe(await list(page).evaluate(lastSeqSeen)));
    await page.getByRole('button', { name: /To the latest|new$/ }).click();
    await holds(async () => expect(await seenOn(page)).toContain('line 130'));
    await keepScreenshot(page, 'jumped');
    const before = await unreadOf(bo, id);
    expect(before.unread).toBeGreaterThan(60);
    await sendAll(ada, id, ['and one more']);
    await holds(async () => expect(await seenOn(page)).toContain('and one more'));
    await holds(async () => expect((await unreadOf(bo, id)).unread).toBe(before.unread + 1));

    await bar(page).getByRole('button', { name: 'Jump to first' }).click();
    const next = `line ${131 - before.unread}`;
    await holds(async () => expect(await isInView(messageOf(page, next).first())).toBe(true));

    await page.goto(`${browsing.parley.url}/c/${id}/m/${before.lastReadSeq + 60}`);
    await page.locator('.message[data-pointed]').waitFor();
    await list(page).waitFor();
    await holds(async () => expect(await bar(page).isVisible()).toBe(true));
    await bar(page).getByRole('button', { name: 'Mark as read' }).click();
    await bar(page).waitFor({ state: 'detached' });
    await holds(async () => expect(await unreadOf(bo, id)).toMatchObject({ unread: 0 }));
  });

  it('reads nothing in a window that has no focus', async () => {
    const id = await groupOf(ada, 'Behind', [bo]);
    await sendAll(ada, id, ['one']);
    const page = await browsing.pageOf(bo);
    await openConversation(page, 'Behind');
    await holds(async () => expect((await unreadOf(bo, id)).unread).toBe(0));
    const seqs = marked(page);
    await page.evaluate(() => (document.hasFocus = () => false));
    await sendAll(ada, id, ['two']);
    await bar(page).getByText('1 new message since').waitFor();
    expect(seqs).toEqual([]);
    await page.evaluate(() => {
      document.hasFocus = () => true;
      dispatchEvent(new Event('focus'));
    });
    await holds(async () => expect((await unreadOf(bo, id)).unread).toBe(0));
    await bar(page).waitFor({ state: 'detached' });
  });

  it('leaves one where they scroll to just after a message came', async () => {
    const id = await unreadTalk('Upwards');
    await bo.client.request(MarkReadDocument, { conversationId: id, seq: 1_000 });
    const page = await browsing.pageOf(bo);
    await openConversation(page, 'Upwards');
    await holds(async () => expect(await list(page).evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(1_500));
    await holds(async () => expect(await takesClicks(messageOf(page, 'line 130'))).toBe(true));
    const scrolling = list(page).evaluate(scrollUpAfter, 'just now');
    await sendAll(ada, id, ['just now']);
    const place = await scrolling;
    await holds(async () => expect(await takesClicks(messageOf(page, 'line 120'))).toBe(true));
    await page.getByRole('button', { name: 'To the latest' }).waitFor();
    expect(await list(page).evaluate(({ scrollTop }) => scrollTop)).toBeLessThan(place + 100);
  });

  it('goes from a quote to what it quotes, and back', async () => {
    const id = await unreadTalk('Quotes');
    const conversation = ada.client.conversation(id);
    conversation.send({ text: 'as I said', replyToId: await idOf(id, 'line 1') });
    await holds(async () => expect((await unreadOf(bo, id)).unread).toBe(131));
    await sendAll(ada, id, ['or did I', 'not say', 'so']);
    const { markRead } = await bo.client.request(MarkReadDocument, { conversationId: id, seq: 1_000 });
    expect(markRead.unread).toBe(0);
    const page = await browsing.pageOf(bo);
    await openConversation(page, 'Quotes');
    await list(page).hover();
    const quote = messageOf(page, 'as I said').getByRole('link', { name: 'line 1' });
    await holds(async () => expect(await isInView(quote)).toBe(true));
    await page.mouse.wheel(0, -60);
    await page.getByRole('button', { name: 'To the latest' }).waitFor();
    // nothing more is loaded there, and the list takes clicks again: else the click would scroll
    await holds(async () => expect(await list(page).evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(1_500));
    await holds(async () => expect(await takesClicks(quote)).toBe(true));
    const before = await seenOn(page);
    await quote.click();
    const quoted = page.locator('.message[data-pointed]', { hasText: 'line 1' });
    await holds(async () => expect(await isInView(quoted)).toBe(true));
    await keepScreenshot(page, 'quoted');
    await page.getByRole('button', { name: 'Back to where you were' }).click();
    await holds(async () => expect(await seenOn(page)).toEqual(before));
    await page.goBack();
    await holds(async () => expect(await isInView(quoted)).toBe(true));
    await page.goBack();
    await holds(async () => expect(await seenOn(page)).toEqual(before));
  });

  it('has replies in their thread, and where they were sent to all', async () => {
    const id = await groupOf(ada, 'Late shift', [bo]);
    await sendAll(ada, id, ['Who takes it?', 'And who cooks?']);
    const [adas, bos] = [await browsing.pageOf(ada), await browsing.pageOf(bo)];
    await Promise.all([openConversation(adas, 'Late shift'), openConversation(bos, 'Late shift')]);
    await holds(async () => expect((await unreadOf(bo, id)).unread).toBe(0));
    await pressOn(messageOf(bos, 'Who takes it?').first(), 'Reply in a thread');
    const panel = bos.getByRole('region', { name: 'Thread', exact: true });
    await panel.getByRole('textbox', { name: 'Reply' }).fill('I do');
    await bos.keyboard.press('Enter');
    // Ada is told that there is one, and has read it so far as it is to be read here
    await adas.locator('.new-replies', { hasText: 'Bo Berg replied in a thread' }).waitFor();
    await holds(async () => expect((await unreadOf(ada, id)).unread).toBe(0));
    await panel.getByRole('checkbox', { name: 'Also send to the conversation' }).check();
    await panel.getByRole('textbox', { name: 'Reply' }).fill('and you all know it');
    await bos.keyboard.press('Enter');
    for (const page of [adas, bos])
      await holds(async () =>
        expect(await textsOf(page)).toEqual(['Who takes it?', 'And who cooks?', 'and you all know it']),
      );
    await keepScreenshot(adas, 'replies');
    await adas.locator('.new-replies').getByRole('button', { name: '1 new reply' }).click();
    const replies = adas.locator('.thread .prose');
    await holds(async () =>
      expect(await replies.allInnerTexts()).toEqual(['Who takes it?', 'I do', 'and you all know it']),
    );
    expect(await panel.getByRole('checkbox').isChecked()).toBe(false);

    // by name: who has seen it, who reacted
    await bo.client.conversation(id).react(await idOf(id, 'Who takes it?'), '🎉');
    const seen = messageOf(bos, 'and you all know it').getByRole('button', { name: 'Seen' });
    await seen.click();
    await bos.getByRole('dialog', { name: 'Seen by' }).getByText('Ada Åkesson').waitFor();
    await keepScreenshot(bos, 'seen-by');
    await bos.keyboard.press('Escape');
    // a mouse is there once it moves
    await messageOf(bos, 'And who cooks?').hover();
    await messageOf(bos, 'Who takes it?').first().getByRole('button', { name: '🎉, 1' }).hover();
    await bos.getByRole('tooltip').getByText('You').waitFor();
    await pressOn(messageOf(bos, 'Who takes it?').first(), 'More');
    await bos.getByRole('menuitem', { name: 'Who reacted' }).click();
    await bos.getByRole('dialog', { name: 'Who reacted' }).getByText('Bo Berg').waitFor();
  });

  it('says Yesterday from midnight on, without an event', async () => {
    const id = await groupOf(ada, 'Night watch', [bo]);
    await sendAll(ada, id, ['Good night']);
    // where it is about noon: the day does not end by itself meanwhile
    const hoursAhead = 12 - new Date().getUTCHours();
    const page = await browsing.blankPage({
      timezoneId: `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`,
    });
    const midnight = new Date().setUTCHours(24 - hoursAhead, 0, 0, 0);
    await page.clock.install({ time: new Date() });
    await signIn(page, bo);
    await openConversation(page, 'Night watch');
    await page.getByRole('separator', { name: 'Today' }).waitFor();
    await page.clock.setSystemTime(midnight + 1_000);
    await page.clock.runFor(61_000);
    await page.getByRole('separator', { name: 'Yesterday' }).waitFor();
    const row = page.getByRole('link', { name: /Night watch/ }).locator('time');
    await holds(async () => expect(await row.innerText()).toMatch(/^[A-Z][a-z]{2}$/));
  });

  it('is no higher than its window, whatever is scrolled into view', async () => {
    const others = await Promise.all(
      Array.from({ length: 30 }, async (_, n) =>
        groupOf(ada, `Room ${n}`, [bo]).then((id) => sendAll(ada, id, ['hi'])),
      ),
    );
    expect(others).toHaveLength(30);
    const page = await browsing.pageOf(bo);
    const last = page.getByRole('link', { name: /Room/ }).last();
    await last.waitFor();
    await last.evaluate((row) => row.scrollIntoView());
    await last.locator('.unseen').evaluate((words) => words.scrollIntoView());
    const { height, top, window } = await page.evaluate(() => ({
      height: document.documentElement.scrollHeight,
      window: innerHeight,
      top: document.querySelector('.workspace')!.getBoundingClientRect().top,
    }));
    expect({ height, top }).toEqual({ height: window, top: 0 });
  });
});
