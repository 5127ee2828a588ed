import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { java, javaHome } from '../needs/java';
import { kept } from '../needs/kept';
import { copyFile } from '../needs/maven';
import { run } from '../needs/run';
import { statusOf } from '../readiness';
import type { Server, Site } from '../server';

const JAVA = 25;
const VERSION = '3.3.3';
const ARTIFACT = { group: 'io.apicurio', name: 'apicurio-registry-app', version: VERSION };
const application = kept(`apicurio-${VERSION}`, async (folder, cache) => {
  await copyFile(cache, ARTIFACT, { kind: 'tar.gz:all', folder });
  const archive = join(folder, `${ARTIFACT.name}-${VERSION}-all.tar.gz`);
  await run('tar', ['-xzf', archive, '-C', folder]);
  await rm(archive);
});

const url = ({ port }: Site): string => `http://127.0.0.1:${port}/apis/ccompat/v7`;

/** Apicurio, with schemas in memory. The URL is that of its Confluent-compatible API. */
export const schemaRegistry: Server = {
  name: 'schema-registry',
  ports: [42],
  needs: [java(JAVA), application],
  async programs({ cache, port }) {
    const settings = {
      'quarkus.http.host': '127.0.0.1',
      'quarkus.http.port': String(port),
      'apicurio.storage.kind': 'sql',
      'apicurio.storage.sql.kind': 'h2',
    };
    const properties = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
    const jar = application.in(cache, 'quarkus-run.jar');
    const args = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...properties, '-jar', jar];
    return [{ name: 'schema-registry', command: join(await javaHome(JAVA), 'bin', 'java'), args }];
  },
  ready: async (site) => (await statusOf(`${url(site)}/subjects`)) === 200,
  url,
};
