import { unavailable } from '@parley/contracts/errors';
import type { EphemeralStore } from '../ephemeral/ephemeral-store';
import type { RedisClient } from './connect';

interface StoreOptions {
  client: RedisClient;
  /** In front of every key. */
  prefix?: string;
}

/** Members are scored with the end of their time, by the server's clock: those of the processes differ. */
const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

const JOIN = `${NOW}
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
  redis.call('PEXPIREAT', KEYS[1], redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2])`;

const MEMBERS = `${NOW} return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')`;

const INCREMENT = `redis.call('SET', KEYS[1], 0, 'PX', ARGV[1], 'NX') return redis.call('INCR', KEYS[1])`;

/** As `takeTokens`, in one step on the server. */
const CHARGE = `${NOW}
  local each = 1000 / ARGV[3]
  local next = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0)) + ARGV[1] * each
  local wait = math.ceil(next - now - math.max(ARGV[2], ARGV[1]) * each - 0.001)
  if wait > 0 then return wait end
  redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
  return 0`;

/** Short-lived state on Redis 7 or newer, one server or a cluster. Errors of each: UNAVAILABLE where it can't be reached. */
export function redisStore({ client, prefix = 'parley:' }: StoreOptions): EphemeralStore {
  const keyOf = (key: string): string => prefix + key;
  const groupKeyOf = (group: string): string => `${prefix}group:${group}`;

  async function request<T>(command: Promise<T>): Promise<T> {
    try {
      return await command;
    } catch (error) {
      throw unavailable('Short-lived state can not be reached', error);
    }
  }

  return {
    async set(key, value, ttlMs) {
      await request(client.set(keyOf(key), value, 'PX', ttlMs));
    },
    get: async (key) => (await request(client.get(keyOf(key)))) ?? undefined,
    take: async (key) => (await request(client.getdel(keyOf(key)))) ?? undefined,
    increment: async (key, ttlMs) => (await request(client.eval(INCREMENT, 1, keyOf(key), ttlMs))) as number,
    charge: async (key, tokens, { atOnce, perSecond }) =>
      (await request(client.eval(CHARGE, 1, keyOf(key), tokens, atOnce, perSecond))) as number,
    async delete(key) {
      await request(client.del(keyOf(key)));
    },
    async join(group, member, ttlMs) {
      await request(client.eval(JOIN, 1, groupKeyOf(group), member, ttlMs));
    },
    async leave(group, member) {
      await request(client.zrem(groupKeyOf(group), member));
    },
    members: (groups) =>
      Promise.all(
        groups.map(async (group) => new Set((await request(client.eval(MEMBERS, 1, groupKeyOf(group)))) as string[])),
      ),
  };
}
