import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { encodePng } from '../../demo/files/png';
import { describeInBrowser, groupOf, sendAll, type WebPerson } from '../../testing/browsing';
import { holds, keepScreenshot, messageOf, openConversation, say } from '../../testing/browser';

const SIDE = 64;
const PNG = encodePng({ width: SIDE, height: SIDE, data: randomBytes(4 * SIDE * SIDE) });

const isDrawn = (image: HTMLElement | SVGElement): boolean => (image as HTMLImageElement).naturalWidth > 0;

describeInBrowser('files in the web client', {}, (browsing) => {
  let ada: WebPerson, bo: WebPerson;
  let adas: Page, bos: Page;

  beforeAll(async () => {
    [ada, bo] = await Promise.all([browsing.person('Ada Åkesson'), browsing.person('Bo Berg')]);
    const file = new File([new Uint8Array(PNG)], 'me.png', { type: 'image/png' });
    await ada.client.account.update({ avatarId: (await ada.client.upload(file).done).id });
    [adas, bos] = await Promise.all([browsing.pageOf(ada), browsing.pageOf(bo)]);
  });

  async function talk(title: string): Promise<void> {
    const id = await groupOf(ada, title, [bo]);
    await sendAll(ada, id, ['Hello']);
    await Promise.all([openConversation(adas, title), openConversation(bos, title)]);
  }

  async function attach(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await asked).setFiles(files);
  }

  /** A picture that the browser itself makes. */
  const jpegOf = async (page: Page): Promise<Buffer> => {
    const url = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 120, height: 80 });
      canvas.getContext('2d')!.fillRect(0, 0, 60, 40);
      return canvas.toDataURL('image/jpeg');
    });
    return Buffer.from(url.split(',')[1]!, 'base64');
  };

  it('requests an avatar again whose URL has ended, and shows initials until it is there', async () => {
    let failed = 0;
    let isEnded = true;
    // as the store responds at a URL that has ended, and then at the next ones
    await bos.route('**/objects/**', (route) =>
      isEnded ? (failed++, route.fulfill({ status: 403 })) : route.continue(),
    );
    const began = performance.now();
    await talk('Avatars');
    const avatar = messageOf(bos, 'Hello').locator('.avatar');
    await holds(async () => expect(failed).toBeGreaterThanOrEqual(2));
    await holds(async () => expect(await avatar.innerText()).toBe('AÅ'));
    isEnded = false;
    // with pauses between
    expect(failed).toBeLessThan(8 + (performance.now() - began) / 1_000);
    await holds(async () => expect(await avatar.locator('img').evaluate(isDrawn)).toBe(true));
    await keepScreenshot(bos, 'avatar');
    await bos.unroute('**/objects/**');
  });

  it('shows an image as what it is, and calls files what people call them', async () => {
    await talk('Kinds');
    await attach(
      adas,
      { name: 'really a jpeg.png', mimeType: 'image/png', buffer: await jpegOf(adas) },
      { name: 'Rechnung für Müller.txt', mimeType: 'text/plain', buffer: Buffer.from('Grüße', 'latin1') },
    );
    await say(adas, 'Two files');
    const message = messageOf(bos, 'Two files');
    const picture = message.getByRole('img', { name: 'really a jpeg.png' });
    await holds(async () => expect(await picture.evaluate(isDrawn)).toBe(true));
    await message.getByText('Text, 5 bytes').waitFor();
    const saved = bos.waitForEvent('download');
    await message.getByRole('link', { name: 'Rechnung für Müller.txt' }).click();
    expect((await saved).suggestedFilename()).toBe('Rechnung für Müller.txt');
    await keepScreenshot(bos, 'kinds-of-files');
  });

  it('offers no other try where a file can’t be taken', async () => {
    await talk('Refused');
    await attach(adas, { name: 'no picture.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') });
    const chip = adas.getByRole('listitem').filter({ hasText: 'no picture.png' });
    await chip.getByText('Its bytes are no image/png').waitFor();
    await keepScreenshot(adas, 'refused-file');
    expect(await chip.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await chip.getByRole('button', { name: 'Remove no picture.png' }).click();
  });
});
