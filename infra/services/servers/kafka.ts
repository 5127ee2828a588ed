import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { java, javaHome } from '../needs/java';
import { kept } from '../needs/kept';
import { copyLibraries } from '../needs/maven';
import { run } from '../needs/run';
import { ask } from '../readiness';
import type { Server, Site } from '../server';

const JAVA = 17;
const VERSION = '4.4.0';
const LIBRARIES = [
  { group: 'org.apache.kafka', name: 'kafka_2.13', version: VERSION },
  // or it would have no log
  { group: 'org.slf4j', name: 'slf4j-simple', version: '1.7.36' },
];
const libraries = kept(`kafka-${VERSION}`, (folder, cache) => copyLibraries(cache, LIBRARIES, folder));
/** Any will do: 16 bytes in base64. */
const CLUSTER_ID = 'cGFybGV5LXNlcnZpY2VzLg';

const brokerOf = ({ port }: Site): string => `127.0.0.1:${port}`;
const controllerOf = ({ port }: Site): string => `127.0.0.1:${port + 1}`;

/** One node that is broker and controller; what is replicated elsewhere is there once. */
const settingsOf = (site: Site): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${controllerOf(site)}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://${brokerOf(site)},CONTROLLER://${controllerOf(site)}`,
    'advertised.listeners': `PLAINTEXT://${brokerOf(site)}`,
    'log.dirs': join(site.folder, 'data'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '5',
    'group.initial.rebalance.delay.ms': '0',
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** ApiVersions, version 0, correlation 1, of no client: https://kafka.apache.org/protocol#The_Messages_ApiVersions */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);

export const kafka: Server = {
  name: 'kafka',
  ports: [20, 21],
  needs: [java(JAVA), libraries],
  async programs(site) {
    const command = join(await javaHome(JAVA), 'bin', 'java');
    const settings = join(site.folder, 'server.properties');
    const classes = ['-cp', libraries.in(site.cache, '*'), '-Dorg.slf4j.simpleLogger.showDateTime=true'];
    await writeFile(settings, settingsOf(site));
    await run(command, [...classes, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', settings]);
    const memory = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
    return [{ name: 'kafka', command, args: [...memory, ...classes, 'kafka.Kafka', settings] }];
  },
  ready: async ({ port }) => (await ask(port, API_VERSIONS)).length > 0,
  url: (site) => `kafka://${brokerOf(site)}`,
  variables: (site) => ({ KAFKA_BROKERS: brokerOf(site) }),
};
