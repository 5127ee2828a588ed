import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { java, javaHome } from '../needs/java';
import { kept } from '../needs/kept';
import { copyLibraries } from '../needs/maven';
import { run } from '../needs/run';
import { request } from '../readiness';
import type { Server, Site } from '../server';
import { authorityIn, certificates, keystoreOf } from './kafka-certificates';

const JAVA = 17;
const VERSION = '4.4.0';
const LIBRARIES = [
  { group: 'org.apache.kafka', name: 'kafka_2.13', version: VERSION },
  // without it there would be no log
  { group: 'org.slf4j', name: 'slf4j-simple', version: '1.7.36' },
];
const libraries = kept(`kafka-${VERSION}`, (folder, cache) => copyLibraries(cache, LIBRARIES, folder));
/** Arbitrary: 16 bytes in base64. */
const CLUSTER_ID = 'cGFybGV5LXNlcnZpY2VzLg';

/** Only for tests on this machine: the server listens on 127.0.0.1. */
const USERNAME = 'parley';
const PASSWORD = 'parley-secret';
const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];
const LOGIN = 'org.apache.kafka.common.security';

/** Addresses of the listeners. Nothing listens at `link`, unless a test starts a proxy there to `linked`. */
function placesOf({ port }: Site) {
  const at = (offset: number) => `127.0.0.1:${port + offset}`;
  return { plain: at(0), controller: at(1), linked: at(2), link: at(3), secure: at(4) };
}

/** For clients with encryption and authentication. */
const secureSettingsOf = ({ cache }: Site): Record<string, string> => ({
  ...keystoreOf(cache),
  'sasl.enabled.mechanisms': ['PLAIN', ...SCRAM].join(),
  'plain.sasl.jaas.config': `${LOGIN}.plain.PlainLoginModule required user_${USERNAME}="${PASSWORD}";`,
  ...Object.fromEntries(
    SCRAM.map((mechanism) => [
      `${mechanism.toLowerCase()}.sasl.jaas.config`,
      `${LOGIN}.scram.ScramLoginModule required;`,
    ]),
  ),
});

/** One node, which is broker and controller; internal topics have one replica. */
function settingsOf(site: Site): string {
  const { plain, controller, linked, link, secure } = placesOf(site);
  const secured = Object.entries(secureSettingsOf(site));
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://${plain},LINKED://${linked},SECURE://${secure},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${plain},LINKED://${link},SECURE://${secure}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,LINKED:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT',
    ...Object.fromEntries(secured.map(([name, value]) => [`listener.name.secure.${name}`, value])),
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
}

const settingsFileOf = ({ folder }: Site): string => join(folder, 'server.properties');

/** An ApiVersions request, version 0, correlation id 1, without a client id: https://kafka.apache.org/protocol#The_Messages_ApiVersions */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);

export const kafka: Server = {
  name: 'kafka',
  ports: [20, 21, 22, 23, 24],
  needs: [java(JAVA), libraries, certificates],
  async programs(site) {
    const command = join(await javaHome(JAVA), 'bin', 'java');
    const settings = settingsFileOf(site);
    const classes = ['-cp', libraries.in(site.cache, '*'), '-Dorg.slf4j.simpleLogger.showDateTime=true'];
    await writeFile(settings, settingsOf(site));
    const users = SCRAM.flatMap((one) => ['--add-scram', `${one}=[name=${USERNAME},password=${PASSWORD}]`]);
    await run(command, [...classes, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', settings, ...users]);
    const memory = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
    return [{ name: 'kafka', command, args: [...memory, ...classes, 'kafka.Kafka', settings] }];
  },
  ready: async ({ port }) => (await request(port, API_VERSIONS)).length > 0,
  isCurrent: async (site) => (await readFile(settingsFileOf(site), 'utf8')) === settingsOf(site),
  url: (site) => `kafka://${placesOf(site).plain}`,
  variables(site) {
    const { plain, linked, link, secure } = placesOf(site);
    return {
      KAFKA_BROKERS: plain,
      KAFKA_LINKED_URL: `kafka://${linked}`,
      KAFKA_LINK_URL: `kafka://${link}`,
      KAFKA_SECURE_URL: `kafka://${USERNAME}:${PASSWORD}@${secure}`,
      KAFKA_SECURE_CA: authorityIn(site.cache),
    };
  },
};
