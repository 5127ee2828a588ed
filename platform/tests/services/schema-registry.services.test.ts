import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventSchemas } from '@parley/contracts/event-schemas';
import { serviceUrl } from '@parley/testing/services';
import { registerEvents } from '../../schema-registry';

const TYPE = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

/** A registry in front of the real one, whose subjects nobody else has. */
async function ownRegistry(): Promise<{ url: string; server: Server }> {
  const own = randomUUID();
  const real = serviceUrl('schema-registry');
  const server = createServer((request, response) => {
    const pass = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = await fetch(`${real}${request.url!.replace('parley.', `${own}.`)}`, {
        method: request.method!,
        headers: TYPE,
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      });
      response.writeHead(answer.status, TYPE).end(await answer.text());
    };
    void pass().catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('a schema registry', () => {
  let registry: { url: string; server: Server };
  beforeEach(async () => {
    registry = await ownRegistry();
  });
  afterEach(async () => {
    registry.server.closeAllConnections();
    await new Promise((resolve) => registry.server.close(resolve));
  });

  const register = (subject: string, schema: object) =>
    fetch(`${registry.url}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: TYPE,
      body: JSON.stringify({ schemaType: 'JSON', schema: JSON.stringify(schema) }),
    });

  it('knows each event once, however often it is told', async () => {
    const first = await registerEvents(registry.url);
    expect(first).toEqual([...eventSchemas().keys()].map((type) => ({ subject: `parley.${type}`, version: 1 })));
    expect(await registerEvents(registry.url)).toEqual(first);
  });

  it('takes nothing from then on that readers of it can not bear', async () => {
    await registerEvents(registry.url);
    const schema = structuredClone(eventSchemas().get('MessageEdited')) as { properties: Record<string, unknown> };
    schema.properties['payload'] = { type: 'string' };
    expect((await register('parley.MessageEdited', schema)).status).toBe(409);
  });

  it('is told of nothing where one event would break the readers of what is there', async () => {
    const other = { type: 'object', properties: { seq: { type: 'string' } }, required: ['seq'] };
    await register('parley.PinChanged', other);
    await fetch(`${registry.url}/config/parley.PinChanged`, {
      method: 'PUT',
      headers: TYPE,
      body: JSON.stringify({ compatibility: 'BACKWARD' }),
    });
    await expect(registerEvents(registry.url)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await fetch(`${registry.url}/subjects/parley.MessageCreated/versions/latest`)).status).toBe(404);
  });
});

test('a registry that is not there is told as UNAVAILABLE', async () => {
  await expect(registerEvents('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
