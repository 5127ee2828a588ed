import { randomUUID } from 'node:crypto';
import { value } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import type { Page } from 'playwright-core';
import { violationsOf, type Account } from '../../testing/browser';
import { describeInBrowser } from '../../testing/browsing';

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { accessToken } } }';

describeInBrowser('links of invitations', {}, (browsing) => {
  /** Somebody's invitation to a new group, by link. */
  async function invite({ email, password }: Account, title: string): Promise<string> {
    const { url } = browsing.parley;
    const input = { tenant: 'demo', email, password };
    const { accessToken: token } = await value<{ accessToken: string }>(
      post(url, { query: SIGN_IN, variables: { input } }),
    );
    const create = `mutation { createConversation(input: { kind: GROUP, title: "${title}", memberIds: [] }) { id } }`;
    const { id } = await value<{ id: string }>(post(url, { query: create, token }));
    const query = `mutation { createInvitation(input: { conversationId: "${id}", maxUses: 2 }) { url } }`;
    const { url: link } = await value<{ url: string }>(post(url, { query, token }));
    return new URL(link).pathname + new URL(link).search;
  }

  const open = async (link: string): Promise<Page> => {
    const page = await browsing.blankPage();
    await page.goto(browsing.parley.url + link);
    return page;
  };

  it('create an account for whoever is new, and keep no code in the address bar', async () => {
    const ada = await browsing.person('Ada');
    const page = await open(await invite(ada, 'Gardening'));
    await page.getByText('Ada invites you to “Gardening”.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(page.url()).toBe(`${browsing.parley.url}/invite`);
    const bea = { email: `${randomUUID()}@x.example`, password: 'a long password' };
    await page.getByLabel('Your name').fill('Bea');
    await page.getByLabel('Email').fill(bea.email);
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('alert').getByText('The password').waitFor();
    await page.getByLabel('Password').fill(bea.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Your account is created.').waitFor();
    await page.getByRole('link', { name: 'Open Parley' }).click();
    await page.getByRole('textbox', { name: 'Email' }).waitFor();
    const inside = await browsing.pageOf({ ...ada, ...bea });
    await inside.getByText('Gardening').first().waitFor();
  });

  it('let in whoever has an account', async () => {
    const [ada, ben] = [await browsing.person('Ada'), await browsing.person('Ben')];
    const page = await open(await invite(ada, 'Chess'));
    await page.getByRole('button', { name: 'I have an account' }).click();
    await page.getByLabel('Email').fill(ben.email);
    await page.getByLabel('Password').fill(ben.password);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('You have joined.').waitFor();
    const inside = await browsing.pageOf(ben);
    await inside.getByText('Chess').first().waitFor();
  });

  it('say that they are not valid any more', async () => {
    const page = await open('/invite?code=made-up&tenant=demo');
    await page.getByText('This invitation is not valid any more.').waitFor();
  });
});
