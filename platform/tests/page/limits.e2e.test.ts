import { parley } from '../../testing/parley-command';
import { openConversation, say } from '../../testing/browser';
import { describeInBrowser, groupOf } from '../../testing/browsing';

describeInBrowser('limits of a workspace on the page', {}, (browsing) => {
  const limit = async (...limits: string[]) => {
    const { code, complaint } = await parley(
      { PARLEY_DATA: browsing.parley.folder },
      'tenant',
      'limits',
      'demo',
      ...limits,
    );
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  };
  afterEach(() => limit('--members', 'none', '--messages-per-day', 'none', '--storage-bytes', 'none'));

  it('are told to whoever sends a message or a file too many', async () => {
    const ada = await browsing.person('Ada');
    await groupOf(ada, 'Limits');
    const page = await browsing.pageOf(ada);
    await openConversation(page, 'Limits');
    await limit('--messages-per-day', '0', '--storage-bytes', '0');
    await say(page, 'One too many');
    await page.getByText('Not sent: This workspace has sent as many messages as it may today').waitFor();
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await choosing).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') });
    await page.getByText('This workspace has no room for this file').waitFor();
  });

  it('are told to whoever signs up to a full one', async () => {
    await limit('--members', '1');
    const page = await browsing.blankPage();
    await page.getByRole('button', { name: 'I am new here' }).click();
    await page.getByLabel('Your name').fill('Bea');
    await page.getByRole('textbox', { name: 'Email' }).fill('bea@x.example');
    await page.getByRole('textbox', { name: 'Password' }).fill('a long password');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('alert').getByText('This workspace has no room for more members').waitFor();
  });
});
