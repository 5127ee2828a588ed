import { randomUUID } from 'node:crypto';
import type { ParleyClient } from '@parley/client';
import { browserPath, launchBrowser } from '@parley/testing/browser';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import { until } from '@parley/testing/until';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { signIn, signInAsDemo, type Account } from './browser';
import { sdkPeople, userId } from './sdk-people';

/** Somebody who acts by the client, and on pages. */
export interface WebPerson extends Account {
  readonly displayName: string;
  readonly client: ParleyClient;
}

/** A Parley of its own, and pages of it. */
export interface Browsing {
  readonly parley: ParleyProcess;
  /** Somebody new of the demo's tenant. */
  person(displayName: string): Promise<WebPerson>;
  /** A page of a browser context of its own, before anybody has signed in; at `baseURL`, or where Parley is. */
  blankPage(look?: BrowserContextOptions): Promise<Page>;
  /** One on which somebody is signed in: who is named is of the demo. */
  pageOf(who: WebPerson | string, look?: BrowserContextOptions): Promise<Page>;
  closePages(): Promise<void>;
}

/** So long a page may take for one thing. */
const PATIENCE_MS = 120_000;

const path = browserPath();
if (!path) console.warn('The web client is not tested: there is no Chromium here (CHROMIUM_PATH says where one is)');

/** Tests in a browser; they are skipped where there is none. What a page throws fails the test. */
export function describeInBrowser(
  name: string,
  environment: Record<string, string>,
  tests: (browsing: Browsing) => void,
): void {
  (path ? describe : describe.skip)(name, () => {
    let parley: ParleyProcess;
    let browser: Browser | undefined;
    const people = sdkPeople();
    const troubles: string[] = [];

    beforeAll(async () => {
      const starting = [
        parleyProcess(environment).then((started) => (parley = started)),
        launchBrowser(path!).then((launched) => (browser = launched)),
      ];
      // should one not start, the other is there to be closed
      await Promise.allSettled(starting);
      await Promise.all(starting);
    });
    afterEach(() => expect(troubles.splice(0)).toEqual([]));
    afterAll(async () => {
      await people.close();
      await browser?.close();
      await parley?.close();
    });

    async function blankPage(look: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, ...look });
      context.setDefaultTimeout(PATIENCE_MS);
      context.on('weberror', (one) => troubles.push(one.error().message));
      const page = await context.newPage();
      await page.goto(look.baseURL ?? parley.url);
      return page;
    }

    tests({
      get parley() {
        return parley;
      },
      async person(displayName) {
        const account = { email: `${randomUUID()}@example.org`, password: randomUUID() as string };
        const client = people.client({ url: parley.url });
        await client.signUp({ tenant: 'demo', displayName, ...account });
        return { ...account, displayName, client };
      },
      blankPage,
      async pageOf(who, look) {
        const page = await blankPage(look);
        await (typeof who === 'string' ? signInAsDemo(page, who) : signIn(page, who));
        return page;
      },
      closePages: async () => void (await Promise.all(browser!.contexts().map((context) => context.close()))),
    });
  });
}

/** A group of somebody and others. Gives its id. */
export async function groupOf(owner: WebPerson, title: string, others: readonly WebPerson[] = []): Promise<string> {
  const memberIds = others.map(({ client }) => userId(client));
  return (await owner.client.createConversation({ kind: 'GROUP', title, memberIds })).id;
}

/** Sends these one after the other, and waits until all are there. */
export async function sendAll({ client }: WebPerson, conversationId: string, texts: readonly string[]): Promise<void> {
  for (const text of texts) client.conversation(conversationId).send(text);
  await until(() => client.outbox.get().every(({ state }) => state === 'sent'), { what: 'Sending' });
}
