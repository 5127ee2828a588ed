import { value } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import type { Page } from 'playwright-core';
import { violationsOf, type Account } from '../../testing/browser';
import { describeInBrowser, type Browsing } from '../../testing/browsing';

/** In development, without a mail server, mails are in the log. */
const linkIn = (browsing: Browsing, email: string, path: string): Promise<string> =>
  until(
    () => {
      const lines = browsing.parley.output().split('\n');
      const line = lines.findLast((one) => one.includes(`"to":"${email}"`) && one.includes(`/${path}?token=`));
      return line && new RegExp(`(/${path}\\?token=[\\w-]+)`).exec(line)?.[1];
    },
    { what: `A mail to ${email}` },
  );

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { refreshToken } } }';
const REFRESH = 'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { refreshToken } }';

/** Refresh tokens are used twice, and the right password comes after wrong ones, on a new device: the account is locked. */
async function lockOut(url: string, { email, password }: Account): Promise<void> {
  const signIn = (fingerprint: string, given: string) =>
    post<Record<string, { refreshToken: string }>>(url, {
      query: SIGN_IN,
      variables: { input: { tenant: 'demo', email, password: given, device: { fingerprint } } },
    });
  for (let round = 0; round < 2; round++) {
    const { refreshToken } = await value(signIn('laptop', password));
    const input = { refreshToken, device: { fingerprint: 'laptop' } };
    for (let use = 0; use < 2; use++) await post(url, { query: REFRESH, variables: { input } });
  }
  for (let guess = 0; guess < 6; guess++) await signIn('phone', 'a wrong password');
  await signIn('phone', password);
}

describeInBrowser('links of mails', { LOG_LEVEL: 'info' }, (browsing) => {
  const open = async (link: string): Promise<Page> => {
    const page = await browsing.blankPage();
    await page.goto(browsing.parley.url + link);
    return page;
  };

  it('confirm an address, once somebody presses the button, and leave no token in the address bar', async () => {
    const ada = await browsing.person('Ada');
    const link = await linkIn(browsing, ada.email, 'verify');
    const page = await open(link);
    expect(await violationsOf(page)).toEqual([]);
    expect(page.url()).toBe(`${browsing.parley.url}/verify`);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your address is confirmed.').waitFor();
    await page.getByRole('link', { name: 'Open Parley' }).click();
    await page.getByRole('textbox', { name: 'Email' }).waitFor();

    const again = await open(link);
    await again.getByRole('button', { name: 'Confirm' }).click();
    await again.getByRole('alert').getByText('This link is not valid any more.').waitFor();
  });

  it('set a new password, which people then sign in with', async () => {
    const ada = await browsing.person('Ada');
    const query = `mutation { requestPasswordReset(tenant: "demo", email: "${ada.email}") }`;
    await fetch(`${browsing.parley.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const page = await open(await linkIn(browsing, ada.email, 'reset'));
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('New password', { exact: true }).fill('a longer one than before');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Your password is changed.').waitFor();
    await browsing.pageOf({ ...ada, password: 'a longer one than before' });
  });

  it('unlock an account that suspicious activity has locked', async () => {
    const ada = await browsing.person('Ada');
    const { url } = browsing.parley;
    await lockOut(url, ada);
    const page = await open(await linkIn(browsing, ada.email, 'unlock'));
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByText('Your account is unlocked.').waitFor();
    await browsing.pageOf(ada);
  });
});
