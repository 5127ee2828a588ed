import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { webClientRoutes } from './web-client';

describe('a web client', () => {
  let folder: string;
  let test: TestGateway;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-web-client-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(
      join(folder, 'index.html'),
      `<html><head><script>let a = 1;</script></head>${' '.repeat(2_000)}</html>`,
    );
    await writeFile(join(folder, 'other.html'), '<script>let b = 2;</script>');
    await writeFile(join(folder, 'assets', 'a-123.js'), 'let a;');
    await writeFile(join(folder, 'assets', 'a-123.js.br'), 'compressed');
    const routes = [
      webClientRoutes({
        folder,
        pages: { '/other': 'other.html' },
        meta: { demo: '{"a":"<b>"}' },
        origins: () => ['https://media.example'],
      }),
    ];
    test = await startTestGateway({ routes });
  });
  afterAll(async () => {
    await test.gateway.stop();
    await rm(folder, { recursive: true });
  });
  const get = (path: string, headers: Record<string, string> = {}) => fetch(test.gateway.url + path, { headers });

  it.each(['/', '/c/abc', '/c/abc/m/17'])('is served at %s, asked for each time', async (path) => {
    const response = await get(path);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<meta name="demo" content="{&#34;a&#34;:&#34;&#60;b&#62;&#34;}">');
  });

  it('has other pages, whose query no log and no referrer shows', async () => {
    const response = await get('/other?token=secret');
    expect(await response.text()).toBe('<script>let b = 2;</script>');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-[^']+';/);
  });

  it('is compressed where that is taken', async () => {
    const response = await get('/', { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toContain('accept-encoding');
    expect(await response.text()).toContain('let a = 1;');
    expect((await get('/', { 'accept-encoding': 'identity' })).headers.has('content-encoding')).toBe(false);
  });

  it('runs no script but its own, and loads only from where it is told', async () => {
    const policy = (await get('/')).headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self' 'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='");
    expect(policy).toContain("img-src 'self' data: blob: https://media.example");
    expect(policy).not.toContain('unsafe');
  });

  it('has assets that are kept for ever, compressed where that is taken', async () => {
    const response = await get('/assets/a-123.js', { 'accept-encoding': 'identity' });
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(
      (
        await fetch(`${test.gateway.url}/assets/a-123.js`, { method: 'HEAD', headers: { 'accept-encoding': 'br' } })
      ).headers.get('content-encoding'),
    ).toBe('br');
  });

  it('says at any other address that there is nothing, as a page to whoever takes one', async () => {
    const response = await get('/elsewhere', { accept: 'text/html,*/*;q=0.8' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<meta name="demo"');
    expect((await get('/elsewhere', { accept: 'application/json' })).headers.get('content-type')).toContain('json');
  });

  it.each(['/elsewhere', '/assets/none.js', '/assets/..%2findex.html'])('has nothing at %s', async (path) => {
    expect([403, 404]).toContain((await get(path)).status);
  });
});
