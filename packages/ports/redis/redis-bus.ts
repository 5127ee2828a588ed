import { unavailable } from '@parley/contracts/errors';
import type { Logger } from '@parley/runtime/logger';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Listener, LiveBus } from '../bus/live-bus';
import type { RedisClient } from './connect';
import { pubSubConnections } from './pub-sub-connection';

interface BusOptions {
  /** For PUBLISH. */
  publisher: RedisClient;
  /** For SUBSCRIBE, and nothing else: a connection in subscriber mode accepts no other commands. */
  subscriber: RedisClient;
  logger: Logger;
  /** In front of every channel. */
  prefix?: string;
}

/**
 * A live bus on Redis 7 or newer: pub/sub of one server, sharded pub/sub of a cluster. `RedisPubSub` subscribes a process
 * to a channel once, however many listeners the channel has. Messages that are published while a connection is down are
 * lost; ioredis renews the subscriptions when it reconnects.
 */
export function redisBus({ publisher, subscriber, logger, prefix = 'parley:live:' }: BusOptions): LiveBus {
  const connections = pubSubConnections({ publisher, subscriber });
  const pubSub = new RedisPubSub({ ...connections, deserializer: parse });

  function parse(text: string | Buffer, { channel }: { channel: string }): unknown {
    try {
      return { message: JSON.parse(text.toString()) as unknown };
    } catch (err) {
      logger.warn({ channel, err }, 'not a message of the live bus');
      return {};
    }
  }

  return {
    async publish(topic, message) {
      await reached(pubSub.publish(prefix + topic, message));
    },
    async subscribe(topic, listener) {
      const channel = prefix + topic;
      let left = false;
      const id = await pubSub.subscribe(channel, (parsed: { message?: unknown }) => {
        if (!left && 'message' in parsed) call(listener, parsed.message, logger);
      });
      const leave = () => {
        if (left) return;
        left = true;
        // RedisPubSub must not lose a subscription while it calls the listeners of a message
        queueMicrotask(() => pubSub.unsubscribe(id));
      };
      try {
        await reached(connections.subscribed(channel));
      } catch (error) {
        leave();
        throw error;
      }
      return leave;
    },
  };
}

function call(listener: Listener, message: unknown, logger: Logger): void {
  try {
    listener(message);
  } catch (err) {
    logger.error({ err }, 'a listener of the live bus failed');
  }
}

async function reached<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    throw unavailable('The live bus can not be reached', error);
  }
}
