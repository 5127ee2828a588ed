import { debianPackage } from '../needs/debian';
import { request } from '../readiness';
import type { Program, Server } from '../server';

export const redisPackage = debianPackage({
  name: 'redis-server',
  program: '/usr/bin/redis-server',
  version: '7.0.15',
});

/** One Redis without persistence. */
export const redisProgram = (name: string, port: number, more: readonly string[] = []): Program => ({
  name,
  command: '/usr/bin/redis-server',
  args: ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', ...more],
});

export const redis: Server = {
  name: 'redis',
  ports: [0],
  needs: [redisPackage],
  programs: async ({ port }) => [redisProgram('redis', port)],
  ready: async ({ port }) => (await request(port, 'PING\r\n')).startsWith('+PONG'),
  url: ({ port }) => `redis://127.0.0.1:${port}`,
};
