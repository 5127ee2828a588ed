import type { Redis } from 'ioredis';
import { isCluster, type RedisClient } from './connect';

interface Connections {
  publisher: RedisClient;
  subscriber: RedisClient;
}

/** A pair of connections as `RedisPubSub` of graphql-redis-subscriptions takes them, and what became of a subscription. */
export interface PubSubConnections {
  publisher: Redis;
  subscriber: Redis;
  /** Settles as the SUBSCRIBE of the channel did. The caller owns the rejection. */
  subscribed(channel: string): Promise<unknown>;
}

/**
 * Adapts ioredis to `RedisPubSub`, which has no sharded pub/sub and leaves some rejections unhandled.
 *
 * - On a cluster, PUBLISH, SUBSCRIBE and UNSUBSCRIBE become SPUBLISH, SSUBSCRIBE and SUNSUBSCRIBE (Redis 7): a message
 *   goes to the server of its channel only.
 * - `RedisPubSub` never sees a SUBSCRIBE fail, because it would reject a promise that nobody holds. The failure is in
 *   `subscribed(channel)` instead.
 * - UNSUBSCRIBE on a connection that is gone is no error: such a connection has no subscriptions. `RedisPubSub` also sends
 *   PUNSUBSCRIBE each time, which is dropped, as patterns are not used.
 */
export function pubSubConnections(clients: Connections): PubSubConnections {
  const { publish, subscribe, unsubscribe, messageEvent } = commandsOf(clients);
  const subscriptions = new Map<string, Promise<unknown>>();

  const publisher = { publish };
  const subscriber = {
    on(event: string, listener: (channel: string, text: string) => void) {
      if (event === 'message') clients.subscriber.on(messageEvent, listener);
    },
    subscribe(channel: string, settled: () => void) {
      const subscription = subscribe(channel);
      subscriptions.set(channel, subscription);
      const ignoreOutcome = () => settled();
      subscription.then(ignoreOutcome, ignoreOutcome);
    },
    unsubscribe(channel: string) {
      subscriptions.delete(channel);
      unsubscribe(channel).catch(() => undefined);
    },
    punsubscribe() {},
  };
  return {
    publisher: publisher as unknown as Redis,
    subscriber: subscriber as unknown as Redis,
    subscribed: async (channel) => subscriptions.get(channel),
  };
}

function commandsOf({ publisher, subscriber }: Connections) {
  if (!isCluster(publisher) || !isCluster(subscriber))
    return {
      publish: (channel: string, text: string) => publisher.publish(channel, text),
      subscribe: (channel: string) => subscriber.subscribe(channel),
      unsubscribe: (channel: string) => subscriber.unsubscribe(channel),
      messageEvent: 'message',
    };
  return {
    publish: (channel: string, text: string) => publisher.spublish(channel, text),
    subscribe: (channel: string) => subscriber.ssubscribe(channel),
    unsubscribe: (channel: string) => subscriber.sunsubscribe(channel),
    messageEvent: 'smessage',
  };
}
