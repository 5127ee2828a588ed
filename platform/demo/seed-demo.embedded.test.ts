import { value } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { DEMO_PASSWORD } from './people';
import pino from 'pino';
import { runningPlatform, type RunningPlatform } from '../testing/running-platform';
import { seedDemo } from './seed-demo';
import { FILES, type FileName } from './files/files';

interface Attachment {
  fileName: FileName;
  mimeType: string;
  status: string;
  width: number | null;
  url: string;
}

const ATTACHMENTS = `{ conversations { edges { node { messages { edges { node {
  attachments { fileName mimeType status width url }
} } } } } } }`;

describe('the demo', () => {
  let platform: RunningPlatform;
  beforeAll(async () => (platform = await runningPlatform()));
  afterAll(() => platform.close());

  const signIn = async (email: string): Promise<string> => {
    const input = { tenant: 'demo', email, password: DEMO_PASSWORD };
    const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { accessToken } } }';
    return (await value(post<Record<string, { accessToken: string }>>(platform.url, { query, variables: { input } })))
      .accessToken;
  };

  it('is made once, with files that its people can download', async () => {
    const logger = pino({ level: 'silent' });
    expect(await seedDemo({ ...platform, logger })).toBe(true);
    expect(await seedDemo({ ...platform, logger })).toBe(false);

    const token = await signIn('mateo@demo.example');
    const found = await until(async () => {
      const answer = post<Record<string, object>>(platform.url, { query: ATTACHMENTS, token });
      const attachments = attachmentsIn(await value(answer));
      return attachments.every(({ status }) => status === 'READY') && attachments;
    });
    expect(found.map(({ fileName }) => fileName).sort()).toEqual(Object.keys(FILES).sort());
    for (const { fileName, url, ...attachment } of found) {
      const { mimeType, make } = FILES[fileName];
      expect(attachment).toEqual({
        mimeType,
        status: 'READY',
        width: mimeType.startsWith('image/') ? 640 : null,
      });
      const download = await fetch(url);
      expect(download.headers.get('content-type')).toBe(mimeType);
      const bytes = Buffer.from(await download.arrayBuffer());
      // images are made anew, without what else was in them
      if (attachment.width === null) expect(bytes.equals(make())).toBe(true);
      else expect(bytes.length).toBeGreaterThan(1_000);
    }
  });
});

/** All that an answer shows, wherever it is in it. */
function attachmentsIn(answer: unknown): Attachment[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if ('fileName' in answer) return [answer as Attachment];
  return Object.values(answer).flatMap(attachmentsIn);
}
