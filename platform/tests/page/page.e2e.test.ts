import { until } from '@parley/testing/until';
import type { Locator, Page } from 'playwright-core';
import { composerOf, holds, keepScreenshot, openConversation, violationsOf } from '../../testing/browser';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';

const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });

/** Where everything is that does not scroll. */
const layoutOf = (page: Page) =>
  page.evaluate(() =>
    ['.sidebar', '.conversation-head', '.timeline', '.composer'].map((name) => {
      const { top, left, width, height } = document.querySelector(name)!.getBoundingClientRect();
      return [name, top, left, width, height];
    }),
  );

describeInBrowser('the page of the web client', {}, (browsing) => {
  let ada: WebPerson, bo: WebPerson;
  let page: Page;

  beforeAll(async () => {
    [ada, bo] = await Promise.all([browsing.person('Ada'), browsing.person('Bo Berg')]);
    page = await browsing.pageOf(ada);
  });

  async function talk(title: string): Promise<string> {
    const id = await groupOf(ada, title, [bo]);
    await sendAll(bo, id, ['begun']);
    return id;
  }

  it('says once that there is no connection, and once that there is one; nothing moves', async () => {
    await talk('Banner');
    await openConversation(page, 'Banner');
    const before = await layoutOf(page);
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(globalThis, { said });
      new MutationObserver(() => {
        const now = document.querySelector('.banner > span')?.firstChild?.textContent ?? '';
        if (now !== (said.at(-1) ?? '')) said.push(now);
      }).observe(document.body, { subtree: true, childList: true });
    });
    await page.context().setOffline(true);
    const banner = page.locator('.banner', { hasText: 'No connection' });
    await banner.waitFor();
    expect(await layoutOf(page)).toEqual(before);
    await keepScreenshot(page, 'offline-banner');

    await page.keyboard.press('ControlOrMeta+K');
    const field = page.getByRole('searchbox', { name: 'Search messages' });
    await page.getByText('You are offline: searching needs a connection.').waitFor();
    await field.fill('begun');
    await field.press('Enter');
    await page.getByText('Searching needs a connection. It goes on when there is one.').waitFor();
    expect(await page.getByText('Nothing was found').count()).toBe(0);
    await keepScreenshot(page, 'offline-search');

    await page.context().setOffline(false);
    await page.locator('.banner', { hasText: 'all caught up' }).waitFor();
    await page.locator('.banner').waitFor({ state: 'detached' });
    await page.locator('.panel .card').first().waitFor();
    const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said).toEqual([
      'No connection. What you send is kept and goes out when it is back.',
      'Connected again: all caught up.',
      '',
    ]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await holds(async () => expect(await layoutOf(page)).toEqual(before));
  });

  it('says which field is missing at sign-in', async () => {
    const blank = await browsing.blankPage();
    await blank.getByRole('textbox', { name: 'Email' }).fill('ada@demo.example');
    await button(blank, 'Sign in').click();
    await blank.getByText('Enter your password.').waitFor();
    const password = blank.getByRole('textbox', { name: 'Password' });
    await holds(async () => expect(await password.getAttribute('aria-invalid')).toBe('true'));
    await password.and(blank.locator(':focus')).waitFor();
    await button(blank, 'I am new here').click();
    await button(blank, 'Create account').click();
    await blank.getByText('Enter your name, as others will see it.').waitFor();
    await blank.getByRole('textbox', { name: 'Your name' }).fill('Someone');
    await blank.getByRole('textbox', { name: 'Email' }).fill('not an address');
    await password.fill('short');
    await button(blank, 'Create account').click();
    await holds(async () => expect(await blank.locator('.field-error').count()).toBeGreaterThan(0));
    await keepScreenshot(blank, 'sign-in-fields');
    expect(await violationsOf(blank)).toEqual([]);
    await blank.context().close();
  });

  it('asks before somebody leaves a private conversation, or is removed', async () => {
    const id = await talk('Private');
    await openConversation(page, 'Private');
    await button(page, 'Members, 2').click();
    await button(page.locator('.member', { hasText: 'Bo Berg' }), 'What to do with this member').click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const removing = page.getByRole('dialog', { name: 'Remove this member?' });
    await removing.getByText('Bo Berg').waitFor();
    await keepScreenshot(page, 'removing');
    await button(removing, 'Cancel').click();
    expect(await page.locator('.member').count()).toBe(2);
    await button(page.locator('.member', { hasText: 'Bo Berg' }), 'What to do with this member').click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await button(removing, 'Remove').click();
    await holds(async () => expect(await page.locator('.member').count()).toBe(1));
    await page.locator('.conversation-title').getByText('1 member', { exact: true }).waitFor();
    await button(page.locator('.panel-head'), 'Close').click();

    await button(page.locator('.conversation-head'), 'More').click();
    await page.getByRole('menuitem', { name: 'Leave' }).click();
    const leaving = page.getByRole('dialog', { name: 'Leave this conversation?' });
    await leaving.waitFor();
    await keepScreenshot(page, 'leaving');
    await page.keyboard.press('Escape');
    await leaving.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(`/c/${id}`);
    await button(page.locator('.conversation-head'), 'More').click();
    await page.getByRole('menuitem', { name: 'Leave' }).click();
    await button(leaving, 'Leave').click();
    await holds(async () => expect(new URL(page.url()).pathname).not.toBe(`/c/${id}`));
  });

  it('has a page for an address that leads nowhere', async () => {
    for (const address of ['/settings', '/c/one/two/three', '/c/%20']) {
      await page.goto(browsing.parley.url + address);
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
      expect(new URL(page.url()).pathname).toBe(address);
    }
    await keepScreenshot(page, 'no-such-page');
    await button(page, 'To your conversations').click();
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor({ state: 'detached' });
  });

  it('tries again what failed, when it is told to', async () => {
    const id = await talk('Broken');
    let isBroken = true;
    let failures = 0;
    await page.route('**/graphql', (route) => {
      if (!isBroken || !route.request().postData()?.includes(id)) return route.continue();
      failures++;
      return route.fulfill({
        status: 500,
        json: { errors: [{ message: 'Something broke', extensions: { code: 'INTERNAL' } }] },
      });
    });
    await page.goto(`${browsing.parley.url}/c/${id}`);
    const alert = page.locator('.timeline [role="alert"]');
    await alert.getByText('Something broke').waitFor();
    await keepScreenshot(page, 'broken-timeline');
    const before = failures;
    await button(alert, 'Try again').click();
    await until(() => failures > before);
    isBroken = false;
    await holds(async () => {
      // the page may have tried by itself in between
      if (await button(alert, 'Try again').isVisible()) await button(alert, 'Try again').click({ timeout: 1_000 });
      expect(await page.locator('.timeline .message', { hasText: 'begun' }).count()).toBe(1);
    });
    await alert.waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('does not call a channel something else while it is read', async () => {
    const { id } = await ada.client.createConversation({ kind: 'CHANNEL', title: 'Slow' });
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/graphql', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${browsing.parley.url}/c/${id}`);
    await page.locator('.conversation').waitFor();
    await keepScreenshot(page, 'loading-channel');
    expect(await page.locator('.conversation').textContent()).not.toMatch(/Group|Direct message/);
    expect(await page.locator('.conversation').getAttribute('aria-label')).not.toMatch(/Group|Direct message/);
    expect(await composerOf(page).getAttribute('placeholder')).toBe('Message');
    go();
    await page.getByRole('region', { name: 'Slow', exact: true }).waitFor();
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('is in the language of the account, and reads as that does', async () => {
    const salma = await browsing.person('سلمى');
    await salma.client.account.update({ locale: 'ar-EG' });
    const phone = await browsing.pageOf(salma, { viewport: { width: 390, height: 844 } });
    const language = () => phone.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    await holds(async () => expect(await language()).toEqual(['ar-EG', 'rtl']));
    await phone.reload();
    await holds(async () => expect(await language()).toEqual(['ar-EG', 'rtl']));
    await keepScreenshot(phone, 'arabic-phone');
    await phone.context().close();
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('ltr');
  });

  it('has fields on a phone that do not make it zoom in', async () => {
    const id = await groupOf(ada, 'Phone', [bo]);
    await sendAll(bo, id, ['begun']);
    const phone = await browsing.blankPage({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const smallest = () =>
      phone.evaluate(() =>
        Math.min(
          ...[...document.querySelectorAll('input, textarea, select')].map((one) =>
            parseFloat(getComputedStyle(one).fontSize),
          ),
        ),
      );
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    await phone.getByRole('textbox', { name: 'Email' }).fill(ada.email);
    await phone.getByRole('textbox', { name: 'Password' }).fill(ada.password);
    await button(phone, 'Sign in').click();
    await phone.getByRole('link', { name: /Phone/ }).waitFor();
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    await phone.getByRole('link', { name: /Phone/ }).tap();
    await composerOf(phone).waitFor();
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    // a keyboard would come up
    await phone.locator('.timeline-scroll[data-settled]').waitFor();
    expect(await composerOf(phone).evaluate((field) => field === document.activeElement)).toBe(false);
    await phone.goto(`${browsing.parley.url}/c/${id}?panel=search`);
    await phone.getByRole('searchbox', { name: 'Search messages' }).waitFor();
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    await phone.context().close();
  });
});
