import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { DECLARATIONS } from '../settings';
import { showConfig } from './config';

const SECRET = 'postgres://parley:never-shown@db/parley';

it('says where each setting comes from, and never what a secret is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-config-'));
  const file = join(folder, 'database');
  await writeFile(file, `${SECRET}\n`);
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  await showConfig({
    ...{
      DATABASE_URL_FILE: file,
      METRICS_TOKEN: 'never-shown-either',
      PORT: '4711',
      LIMIT_SEARCHES: '30/min,60',
      KAFKA_TLS: 'true',
    },
    KAFKA_TLS_CA: rootCertificates[0],
  });
  write.mockRestore();
  expect(printed).not.toContain('never-shown');
  expect(printed).toContain(`(file ${file})\nDATABASE_URL=********\n`);
  expect(printed).toContain('(environment)\nMETRICS_TOKEN=********\n');
  expect(printed).toContain('(environment)\nPORT=4711\n');
  expect(printed).toContain('(environment)\nKAFKA_TLS=true\n');
  expect(printed).toMatch(/^KAFKA_TLS_CA="-----BEGIN CERTIFICATE-----\\n.*"$/m);
  expect(printed).toContain('(default)\nDATABASE_POOL=20\n');
  // of subgraphs, too
  expect(Object.keys(DECLARATIONS)).toEqual(expect.arrayContaining(['MAX_UPLOAD_BYTES', 'UNUSUAL_DOWNLOADS']));
  expect(printed).toContain('(default)\nLIMIT_MESSAGES=20/s,2000\n');
  expect(printed).toContain('(environment)\nLIMIT_SEARCHES=30/min,60\n');
  for (const name of Object.keys(DECLARATIONS)) expect(printed).toContain(`\n${name}=`);
  await rm(folder, { recursive: true });
});
