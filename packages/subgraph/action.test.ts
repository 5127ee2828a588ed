import { randomUUID } from 'node:crypto';
import { notFound } from '@parley/contracts/errors';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { aViewer } from '@parley/testing/viewers';
import { createSequence } from '@parley/runtime/sequence';
import pino from 'pino';
import { action } from './action';
import type { AuditEntry } from '@parley/ports/audit/audit-trail';

function contextOf(principal: Principal) {
  const entries: AuditEntry[] = [];
  const request = { principal, correlationId: 'abc', address: '10.0.0.1', logger: pino({ level: 'silent' }) };
  return { entries, context: { request, audit: { record: (entry: AuditEntry) => entries.push(entry) }, forget() {} } };
}

interface Renaming {
  id: string;
  name: string;
}
const rename = action(
  'rename',
  async (_: ReturnType<typeof contextOf>['context'], { id, name }: Renaming) => {
    if (name === 'missing') throw notFound('Thing');
    if (name === 'broken') throw new TypeError('secret');
    return { id };
  },
  { subject: ({ id }) => id },
);

it('takes down who did what to what, and nothing that was written', async () => {
  const ada = aViewer();
  const { context, entries } = contextOf(ada);
  const id = randomUUID();
  await rename(context, { id, name: 'private words' });
  expect(entries).toEqual([
    {
      ...{ tenant: ada.tenant, actor: ada.user, session: ada.session, address: '10.0.0.1', correlationId: 'abc' },
      ...{ action: 'rename', subject: id, outcome: 'done', at: expect.any(Date) },
    },
  ]);
  expect(JSON.stringify(entries)).not.toContain('private words');
});

it.each([
  ['missing', 'NOT_FOUND'],
  ['broken', 'INTERNAL'],
])('takes down what failed: %s is %s', async (name, outcome) => {
  const { context, entries } = contextOf(aViewer());
  await expect(rename(context, { id: randomUUID(), name })).rejects.toThrow();
  expect(entries).toMatchObject([{ action: 'rename', outcome }]);
  expect(JSON.stringify(entries)).not.toContain('secret');
});

it('takes down no subject that is no id, and nobody for the anonymous', async () => {
  const { context, entries } = contextOf(ANONYMOUS);
  await rename(context, { id: 'my password', name: 'x' });
  expect(entries).toMatchObject([{ action: 'rename', subject: undefined }]);
  expect(entries[0]?.actor).toBeUndefined();
});

it("starts after the actions before it in its request's sequence have started, not after they have ended", async () => {
  const starts = createSequence();
  const started: string[] = [];
  let finish!: () => void;
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const note = action('note', async (_: ReturnType<typeof contextOf>['context'], name: string) => {
    started.push(name);
    if (name === 'slow') await slow;
  });
  const [first, second] = [starts.take(), starts.take()].map((start) => {
    const { context } = contextOf(aViewer());
    return { ...context, request: { ...context.request, start } };
  });
  const fast = note(second!, 'fast');
  const slowest = note(first!, 'slow');
  await fast;
  expect(started).toEqual(['slow', 'fast']);
  finish();
  await slowest;
});
