import { randomUUID } from 'node:crypto';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post, type TestClient } from '@parley/testing/client';
import { accounts } from '../../modules';
import type { RunningPlatform } from '../running-platform';
import { newMarker } from './values';

/** A platform with people of two tenants, whose secrets are marked. */
export interface World {
  /** The client that sends the operations: a member of one conversation only. */
  ann(): Promise<TestClient>;
  /** Signs up another one, after the session of the present one has ended. */
  replaceAnn(): Promise<void>;
  /** Secrets: no response to Ann, or to anybody who is not signed in, may contain them. */
  readonly markers: readonly string[];
  /** Ids of objects that Ann may see, that she may not see, of the other tenant, and that do not exist. */
  readonly ids: readonly string[];
}

const UPLOAD = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id } }`;

/** Creates texts, titles and files with the marker, which only these two may see. */
async function secretsOf({ person, other }: { person: TestClient; other: TestClient }, marker: string) {
  const conversation = await createConversation(person, { title: `Secret ${marker}`, members: [other] });
  const messages = [];
  for (let n = 0; n < 5; n++) messages.push(await sendMessage(person, conversation, `${marker} number ${n}`));
  const input = { fileName: `${marker}.txt`, mimeType: 'text/plain', size: 3, sha256: 'ab'.repeat(32) };
  const upload = await value(person.request<Record<string, { id: string }>>(UPLOAD, { input }));
  return [conversation, ...messages.map(({ id }) => id), upload.id];
}

async function inOtherTenant(platform: RunningPlatform, marker: string): Promise<TestClient> {
  const slug = `other-${randomUUID().slice(0, 8)}`;
  await accounts.seedTenant(platform.database, { slug, signUp: 'open' });
  const input = { tenant: slug, email: `${marker}@example.org`, password: randomUUID(), displayName: `Eve ${marker}` };
  const { data } = await post<{ signUp: { accessToken: string; user: { id: string } } }>(platform.url, {
    query: 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken user { id } } }',
    variables: { input },
  });
  const { accessToken: token, user } = data!.signUp;
  return {
    ...(await platform.person()),
    userId: user.id,
    token,
    request: (query, variables) => post(platform.url, { query, variables, token }),
  };
}

export async function newWorld(platform: RunningPlatform): Promise<World> {
  const [bob, cara] = await platform.people('Bob', 'Cara');
  const markers = [newMarker('Bob'), newMarker('Other')];
  const eve = await inOtherTenant(platform, markers[1]!);
  const secret = [
    ...(await secretsOf({ person: bob, other: cara }, markers[0]!)),
    ...(await secretsOf({ person: eve, other: eve }, markers[1]!)),
    ...[bob, cara, eve].map(({ userId }) => userId),
  ];
  const ids = [...secret, randomUUID(), '00000000-0000-0000-0000-000000000000'];

  async function newAnn(): Promise<TestClient> {
    const ann = await platform.person('Ann');
    const conversation = await createConversation(bob, { title: 'Of all', members: [ann] });
    const shared = await sendMessage(bob, conversation, 'for all to see');
    const own = await sendMessage(ann, conversation, 'of Ann');
    // about half of the ids are hers
    for (let n = 0; n < 6; n++) ids.push(ann.userId, conversation, shared.id, own.id);
    return ann;
  }
  let ann = newAnn();
  return {
    ann: () => ann,
    async replaceAnn() {
      ann = newAnn();
      await ann;
    },
    markers,
    ids,
  };
}
