import type { Page } from 'playwright-core';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';
import { composerOf, holds, keepScreenshot, messageOf, openConversation, signIn, textsOf } from '../../testing/browser';

describeInBrowser('text in the web client', {}, (browsing) => {
  let ada: WebPerson;

  beforeAll(async () => {
    ada = await browsing.person('Ada Åkesson');
  });
  afterEach(() => browsing.closePages());

  async function opened(title: string, texts: readonly string[]): Promise<Page> {
    await sendAll(ada, await groupOf(ada, title), texts);
    const page = await browsing.pageOf(ada);
    await openConversation(page, title);
    return page;
  }

  const htmlOf = (page: Page, text: string) => messageOf(page, text).locator('.prose').innerHTML();

  it.each([
    ['quotes', `${'>'.repeat(2_000)} deep`],
    ['lists', `${'- '.repeat(1_200)}deep`],
    ['more quotes', `${'>'.repeat(4_990)} deep`],
    ['emphasis', `${'*a _b '.repeat(800)}deep${' b_ a*'.repeat(800)}`],
  ])('shows %s that nest without end, and all that is around them', async (name, text) => {
    const page = await opened(`Deep ${name}`, [text, 'after']);
    await page.getByRole('heading', { name: `Deep ${name}` }).waitFor();
    await composerOf(page).fill('still here');
    await composerOf(page).press('Enter');
    await messageOf(page, 'still here').waitFor();
    await page.locator('.timeline-scroll').evaluate((place) => place.scrollTo({ top: 0 }));
    await messageOf(page, 'deep').waitFor();
    await keepScreenshot(page, `deep-${name.replace(' ', '-')}`);
  });

  it('shows the text of a message that it fails to draw, and the other messages', async () => {
    await sendAll(ada, await groupOf(ada, 'Faults'), ['whole', 'it is *broken*', 'whole too']);
    const page = await browsing.blankPage();
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      // reactions that are no list
      const body = (await response.text()).replace(
        /"reactions":\[\](?=[^{}]*"text":"it is \*broken\*")/g,
        '"reactions":null',
      );
      await route.fulfill({ response, body });
    });
    await signIn(page, ada);
    await openConversation(page, 'Faults');
    await messageOf(page, 'it is *broken*').waitFor();
    expect(await textsOf(page)).toEqual(['whole', 'it is *broken*', 'whole too']);
    await composerOf(page).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('reads Markdown as people mean it', async () => {
    const page = await opened('Marks', [
      '大约3~5天，价格100~200元',
      '**历经10年发展，**年',
      '见https://x.example/a_(b)。后',
      '- [ ] to do\n- [x] done\n- neither',
      'one\n    two',
      'first[^1]\n\n[^1]: note of the first',
      'second[^1]\n\n[^1]: note of the second',
      'I ❤ it',
    ]);
    expect(await htmlOf(page, '大约')).not.toContain('<del>');
    expect(await htmlOf(page, '历经')).toContain('<strong>历经10年发展，</strong>年');
    const link = messageOf(page, '见').getByRole('link');
    expect(await link.getAttribute('href')).toBe('https://x.example/a_(b)');
    const bullets = await messageOf(page, 'to do')
      .locator('li')
      .evaluateAll((items) => items.map((item) => getComputedStyle(item).listStyleType));
    expect(bullets).toEqual(['none', 'none', 'disc']);
    expect(await messageOf(page, 'two').locator('.prose').innerText()).toBe('one\n    two');

    await messageOf(page, 'second').getByRole('link', { name: 'Footnote 1' }).click();
    await holds(async () =>
      expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('note of the second'),
    );
    expect(page.url()).not.toContain('#');
    await keepScreenshot(page, 'markdown');
  });

  it('draws emoji in their colours, and has the last message as it reads in the list', async () => {
    const page = await opened('Lines', ['`__init__.py` &amp; [wiki](https://x.example/Foo_(bar)) ok']);
    const fonts = await page.evaluate(() => getComputedStyle(document.documentElement).fontFamily);
    expect(fonts.indexOf('Emoji')).toBeLessThan(fonts.indexOf('system-ui'));
    expect(fonts.indexOf('Noto Color Emoji')).toBeLessThan(fonts.indexOf('sans-serif'));
    const row = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'Lines' });
    await holds(async () => expect(await row.innerText()).toContain('__init__.py & wiki ok'));
  });
});
