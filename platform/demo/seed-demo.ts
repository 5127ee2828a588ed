import { createHash, randomUUID } from 'node:crypto';
import type { AttachmentId, DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { objectKeyOf, type ObjectStore } from '@parley/ports/objects/object-store';
import type { Database } from '@parley/database/database';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import { parse } from 'graphql';
import { accounts } from '../modules';
import { FILES, type FileName } from './files/files';
import { DEMO_PASSWORD, INTEGRATIONS, PEOPLE, ROLES } from './people';
import { DEMO, type DemoConversation, type Line } from './script';

const TENANT = 'demo';

interface Seeding {
  database: Database;
  subgraphs: ReadonlyMap<string, Subgraph>;
  /** Stores uploads, also while no server runs. */
  objects: Pick<ObjectStore, 'put'>;
  logger: Logger;
}

/** Creates the tenant `demo`, open to sign-up, with people and their conversations, a partner and a bot. False if it exists. */
export async function seedDemo({ database, subgraphs, objects, logger }: Seeding): Promise<boolean> {
  const tenant = await accounts.seedTenant(database, { slug: TENANT, signUp: 'open' });
  const seeded = { id: tenant, slug: TENANT, password: DEMO_PASSWORD };
  const people = await accounts.seedAccounts(database, seeded, [...PEOPLE, ...ROLES]);
  await accounts.seedAccounts(database, seeded, INTEGRATIONS);
  const [talk] = await database.query('select from conversations.conversation where tenant = $1 limit 1', [tenant]);
  if (talk) return false;
  const as = (name: string): Person => {
    const request = asking(subgraphs, viewer(tenant, people.get(name)!), logger);
    return { request, upload: uploading(request, tenant, objects) };
  };
  for (const conversation of DEMO) await converse(conversation, people, as);
  return true;
}

type SendRequest = (subgraph: string, source: string, variables: Record<string, unknown>) => Promise<unknown>;

interface Person {
  request: SendRequest;
  /** Returns the id of the attachment. */
  upload(name: FileName): Promise<AttachmentId>;
}

const viewer = (tenant: TenantId, user: UserId): Viewer => ({
  kind: 'viewer',
  tenant,
  user,
  session: randomUUID() as SessionId,
  device: randomUUID() as DeviceId,
  scopes: [],
  bot: false,
  expiresAt: Number.MAX_SAFE_INTEGER,
});

/** Executes operations as a person, on the subgraphs, as the gateway does. Returns the value of the one root field. */
const asking =
  (subgraphs: ReadonlyMap<string, Subgraph>, principal: Viewer, logger: Logger): SendRequest =>
  async (subgraph, source, variables) => {
    const { data, errors } = await subgraphs.get(subgraph)!.execute({
      document: parse(source),
      variables,
      request: { principal, correlationId: 'demo', logger },
    });
    if (errors?.[0]) throw errors[0];
    return Object.values(data!)[0];
  };

/** Uploads like a client, but writes the bytes directly to the store, because no server may serve its URLs yet. */
const uploading =
  (request: SendRequest, tenant: TenantId, objects: Seeding['objects']): Person['upload'] =>
  async (fileName) => {
    const { mimeType, make } = FILES[fileName];
    const bytes = make();
    const announced = { mimeType, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    const { id } = (await request(
      'media',
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id } }',
      {
        input: { fileName, ...announced },
      },
    )) as { id: AttachmentId };
    await objects.put({ mimeType, key: objectKeyOf(tenant, id) }, bytes);
    await request('media', 'mutation ($id: ID!) { completeUpload(uploadId: $id) { id } }', { id });
    return id;
  };

async function converse(
  { members, lines, ...conversation }: DemoConversation,
  people: ReadonlyMap<string, UserId>,
  as: (name: string) => Person,
): Promise<void> {
  const [owner, ...others] = members;
  const { id } = (await as(owner).request(
    'conversations',
    'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { id } }',
    { input: { ...conversation, memberIds: others.map((name) => people.get(name)) } },
  )) as { id: string };
  const named = new Map<string, string>();
  for (const line of lines) {
    const message = await sayLine({ line, conversationId: id, named }, as);
    if (line.as) named.set(line.as, message);
  }
}

interface Saying {
  line: Line;
  conversationId: string;
  named: ReadonlyMap<string, string>;
}

async function sayLine({ line, conversationId, named }: Saying, as: (name: string) => Person): Promise<string> {
  const { request, upload } = as(line.by);
  const attachmentIds: AttachmentId[] = [];
  for (const file of line.attached ?? []) attachmentIds.push(await upload(file));
  const input = {
    conversationId,
    clientMessageId: randomUUID(),
    text: line.text,
    attachmentIds,
    threadId: line.in && named.get(line.in),
    replyToId: line.to && named.get(line.to),
  };
  const { message } = (await request(
    'messages',
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input },
  )) as { message: { id: string } };
  const { id } = message;
  if (line.editedTo)
    await request('messages', 'mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }', {
      input: { messageId: id, expectedRevision: 1, text: line.editedTo },
    });
  if (line.pinned) await request('messages', 'mutation ($id: ID!) { pinMessage(messageId: $id) { id } }', { id });
  for (const [emoji, names] of Object.entries(line.reactions ?? {}))
    for (const name of names)
      await as(name).request(
        'messages',
        'mutation ($id: ID!, $emoji: String!) { addReaction(messageId: $id, emoji: $emoji) { id } }',
        {
          id,
          emoji,
        },
      );
  return id;
}
