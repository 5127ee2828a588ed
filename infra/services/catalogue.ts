import type { Server } from './server';
import { clamd } from './servers/clamd';
import { elasticsearch } from './servers/elasticsearch';
import { kafka } from './servers/kafka';
import { nginx } from './servers/nginx';
import { postgres } from './servers/postgres';
import { redis } from './servers/redis';
import { redisCluster } from './servers/redis-cluster';
import { s3 } from './servers/s3';
import { schemaRegistry } from './servers/schema-registry';
import { smtp } from './servers/smtp';
import { toxiproxy } from './servers/toxiproxy';

/** All servers. */
export const CATALOGUE: readonly Server[] = [
  redis,
  toxiproxy,
  redisCluster,
  kafka,
  s3,
  clamd,
  smtp,
  postgres,
  elasticsearch,
  schemaRegistry,
  nginx,
];

/** The servers that the jest project `services` needs. */
export const SUITE: readonly Server[] = [
  redis,
  redisCluster,
  toxiproxy,
  schemaRegistry,
  nginx,
  kafka,
  elasticsearch,
  s3,
  clamd,
  smtp,
];

/** The servers with these names. Errors: for an unknown name. */
export const serversOf = (names: readonly string[]): Server[] =>
  names.map((name) => {
    const server = CATALOGUE.find((one) => one.name === name);
    if (server) return server;
    throw new Error(`there is no ${name}; there are ${CATALOGUE.map((one) => one.name).join(', ')}`);
  });
