import { randomUUID } from 'node:crypto';
import type { AttachmentId, ConversationId, TenantId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import type { AuditEntry } from '@parley/ports/audit/audit-trail';
import { aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import { createDownloadLog } from './download-log';

const lines: { user: string; attachments: number }[] = [];
const logger = pino({}, { write: (line) => lines.push(JSON.parse(line) as never) });
const asked = (principal: Principal) => ({ principal, correlationId: 'abc', address: '10.0.0.7', logger });
const anAttachment = () => randomUUID() as AttachmentId;

function opened(unusual = 3) {
  const entries: AuditEntry[] = [];
  return { entries, downloads: createDownloadLog({ audit: { record: (one) => entries.push(one) }, unusual }) };
}

beforeEach(() => lines.splice(0));

it('takes down who was given which attachment, when and from where, once in a while', () => {
  const { entries, downloads } = opened();
  const viewer = aViewer();
  const [one, other] = [anAttachment(), anAttachment()];
  for (const attachment of [one, one, other]) downloads.given(asked(viewer), attachment);
  downloads.given(asked(aViewer()), one);
  expect(entries.map(({ subject }) => subject)).toEqual([one, other, one]);
  const { tenant, user: actor, session } = viewer;
  expect(entries[0]).toMatchObject({
    tenant,
    actor,
    session,
    action: 'download',
    address: '10.0.0.7',
    outcome: 'done',
  });
  expect(entries[0]!.at).toBeInstanceOf(Date);
});

it('takes down what a live view was given that has no viewer', () => {
  const { entries, downloads } = opened();
  const tenant = randomUUID() as TenantId;
  downloads.given(asked({ kind: 'topic', tenant, conversation: randomUUID() as ConversationId }), anAttachment());
  expect(entries).toMatchObject([{ tenant, action: 'download' }]);
  expect(entries[0]!.actor).toBeUndefined();
});

it('tells once of somebody who is given unusually many', () => {
  const { downloads } = opened();
  const [many, few] = [aViewer(), aViewer()];
  const same = anAttachment();
  for (let n = 0; n < 10; n++) {
    downloads.given(asked(many), anAttachment());
    downloads.given(asked(few), same);
  }
  expect(lines).toMatchObject([{ user: many.user, attachments: 3 }]);
});
