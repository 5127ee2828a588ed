import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post, type TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { uploadFile } from '@parley/testing/uploading';
import { numbers } from '../../testing/listener';
import { parley as parleyCommand } from '../../testing/parley-command';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { differences } from '../../testing/scenario/difference';
import { freshState } from '../../testing/scenario/fresh-state';
import { readEach, type Reader } from '../../testing/scenario/reader';
import { searchFor } from '../../testing/scenario/searching';
import { comparableEvents } from '../../testing/scenario/state';

/** More than are taken back in one transaction. */
const SAID = 230;

describe('40: a person erased while sending goes on', () => {
  // in no other row, and found as they stand
  const [name, word, email] = [`Ann${Date.now()}`, `secret${Date.now()}`, `${randomUUID()}@example.org`];
  let folder: string;
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  let cara: TestClient;
  let id: string;
  let direct: string;
  /** Of what she sent, and of what she did not. */
  let urls: string[];
  let readers: Reader[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-erasure-'));
    platform = await runningPlatform({ PARLEY_DATA: folder });
    [ann, bob, cara] = await Promise.all([signUp(), platform.person('Bob'), platform.person('Cara')]);
    id = await createConversation(ann, { members: [bob, cara] });
    const role = `conversationId: "${id}", userId: "${bob.userId}", role: MODERATOR`;
    await value(ann.request(`mutation { setMemberRole(${role}) { id } }`));
    direct = await createConversation(bob, { kind: 'DIRECT', members: [ann] });
    await speak();
    readers = [bob, cara].map((client) =>
      readEach({
        ...{ name: 'reader', client, conversations: [id] },
        ...{ isMember: () => true, drops: () => false, heard: () => undefined },
      }),
    );
  });
  afterAll(async () => {
    await Promise.all([...readers.map((reader) => reader.stop()), ...[ann, bob, cara].map((one) => one.close())]);
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function signUp(): Promise<TestClient> {
    const client = await platform.person(name);
    await platform.database.query('update users.account set email = $2 where id = $1', [client.userId, email]);
    await client.request(`mutation { updateProfile(input: { bio: "${word}" }) { id } }`);
    return client;
  }

  /** All that a person leaves behind. */
  async function speak(): Promise<void> {
    const attachmentIds = [await uploadFile(ann, `${word}.txt`)];
    const root = await sendMessage(ann, id, { text: `${word} for <@${bob.userId}>`, attachmentIds });
    await Promise.all(numbers(2, SAID).map((n) => sendMessage(ann, id, `${word} ${n}`)));
    const input = `{ messageId: "${root.id}", expectedRevision: 1, text: "${word} again" }`;
    await value(ann.request(`mutation { editMessage(input: ${input}) { id } }`));
    await sendMessage(bob, id, { text: 'so I see', threadId: root.id });
    const his = await sendMessage(bob, id, `as <@${ann.userId}> says`);
    for (const emoji of ['👍', '🪿'])
      await value(ann.request(`mutation { addReaction(messageId: "${his.id}", emoji: "${emoji}") { id } }`));
    await sendMessage(ann, direct, `${word} between us`);
    const file = `query ($id: ID!) { attachment(id: $id) { url } }`;
    const urlOf = async (client: TestClient, attachment: string): Promise<string> =>
      (await value(client.request<Record<string, { url: string }>>(file, { id: attachment }))).url;
    urls = [await urlOf(bob, attachmentIds[0]!), await urlOf(ann, await uploadFile(ann, `${word} unsent.txt`))];
    expect(await statuses()).toEqual([200, 200]);
    await until(async () => (await searchFor(bob, word))[1] === SAID + 1);
  }

  const statuses = () => Promise.all(urls.map(async (url) => (await fetch(url)).status));

  /** Runs the command as an operator would. */
  async function parley(...args: string[]): Promise<{ code: number | null; output: string }> {
    const environment = { PARLEY_DATA: folder, LOG_LEVEL: 'warn', DATABASE_URL: platform.databaseUrl };
    const { code, output, complaint } = await parleyCommand(environment, ...args);
    return { code, output: output + complaint };
  }

  const pouring = { over: false };
  const pour = async (client: TestClient): Promise<string[]> => {
    for (let n = 0; !pouring.over; n++) {
      const source = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }`;
      const input = { conversationId: id, clientMessageId: randomUUID(), text: `${client === ann ? word : 'on'} ${n}` };
      const { errors } = await client.request(source, { input });
      if (errors) return errors.map(({ extensions }) => String(extensions.code));
    }
    return [];
  };
  const codesOf = async (client: TestClient, source: string): Promise<unknown[]> =>
    ((await client.request(source)).errors ?? []).map(({ extensions }) => extensions.code);

  /** Rows of the database in which something is told. */
  async function tellers(what: string): Promise<string[]> {
    const tables = await platform.database.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const found = tables.map(async ({ name: table }) => {
      const rows = await platform.database.query(
        `select from ${table} t where strpos(lower(t::text), lower($1)) > 0 limit 1`,
        [what],
      );
      return rows.length > 0 ? [table] : [];
    });
    return (await Promise.all(found)).flat().sort();
  }

  it('is gone from everywhere; the others lose nothing, and learn of it', async () => {
    expect(await tellers(word)).toEqual(expect.arrayContaining(['messages.message', 'messages.revision']));
    const sending = [pour(ann), pour(bob), pour(cara)];
    const { code, output } = await parley('erase', '--tenant', 'demo', '--email', email);
    expect(output).toMatch(`${ann.userId} is erased: out of 2 conversations, with `);
    expect(output).toMatch(' and 2 uploads\n');
    expect(code).toBe(0);
    const [told] = await Promise.all(sending.slice(0, 1));
    expect(['UNAUTHENTICATED', 'NOT_FOUND']).toContain(told![0]);
    pouring.over = true;
    expect(await Promise.all(sending.slice(1))).toEqual([[], []]);

    const fresh = await freshState(bob, id);
    // a title is in no event before it was changed once
    const untitled = (state: typeof fresh) => ({ ...state, title: null });
    for (const reader of readers) {
      await until(() => reader.state(id)?.window.position.seq === fresh.seq);
      expect(differences(untitled(comparableEvents(reader.state(id)!)), untitled(fresh))).toEqual([]);
    }
    const hers = [...fresh.messages.values()].filter(({ authorId }) => authorId === ann.userId);
    expect(hers.length).toBeGreaterThanOrEqual(SAID);
    expect(hers.filter(({ text, attachments, deletedAt }) => text || attachments.length > 0 || !deletedAt)).toEqual([]);
    expect([...fresh.messages.values()].flatMap(({ reactions }) => reactions)).toEqual([]);
    expect([...fresh.members].sort()).toEqual(
      [[bob.userId, 'OWNER'] as const, [cara.userId, 'MEMBER'] as const].sort(),
    );

    await until(async () => (await searchFor(bob, word))[1] === 0);
    await until(async () => (await statuses()).every((status) => status === 404));
    // the index names whom messages mention, and follows a few seconds later
    for (const what of [word, name, email]) await until(async () => (await tellers(what)).length === 0, { what });
    expect((await parley('verify')).output.replace(/\w[\w-]*: as the state\n/g, '')).toBe('');
  });

  it('can come back no more, and is shown as nobody', async () => {
    const input = `{ tenant: "demo", email: "${email}", password: "whatever it was" }`;
    const signIn = await post(platform.url, { query: `mutation { signIn(input: ${input}) { __typename } }` });
    expect(signIn.errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
    expect(
      await codesOf(bob, `mutation { addMembers(conversationId: "${id}", userIds: ["${ann.userId}"]) { id } }`),
    ).toEqual(['NOT_FOUND']);
    const room = `{ kind: GROUP, title: "Again", memberIds: ["${ann.userId}"] }`;
    expect(await codesOf(bob, `mutation { createConversation(input: ${room}) { id } }`)).toEqual(['NOT_FOUND']);
    const user = await value(bob.request(`{ user(id: "${ann.userId}") { displayName bio avatar { id } } }`));
    expect(user).toEqual({ displayName: 'Deleted user', bio: null, avatar: null });
  });

  it('leaves the audit trail intact, from which nothing can be removed unseen', async () => {
    const intact = await parley('audit', 'verify');
    expect(intact).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^intact: \d+ entries, head \d+:\w{64}\n$/),
    });
    const head = intact.output.trim().split(' ').at(-1)!;
    await platform.database.query('delete from audit.entry where number = 3');
    expect(await parley('audit', 'verify', '--expect', head)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^missing: 3\nnot intact: /),
    });
    expect((await parley('audit', 'verify', '--expect', 'nonsense')).output).toMatch('number:digest');
  });

  it('twice is once; nobody is somebody who is not there', async () => {
    expect(await parley('erase', '--user', ann.userId)).toMatchObject({
      code: 0,
      output: `${ann.userId} is erased: out of 0 conversations, with 0 messages, 0 sanctions, and 0 uploads\n`,
    });
    expect(await parley('erase', '--tenant', 'demo', '--email', email)).toEqual({
      code: 1,
      output: 'parley: there is no such person\n',
    });
    expect((await parley('erase')).output).toBe('parley: name --tenant and --email, or --user\n');
    expect((await parley('erase', '--user', 'ann')).output).toMatch('It is the id of a user.');
  });
});
