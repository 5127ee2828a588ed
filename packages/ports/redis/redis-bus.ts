import { unavailable } from '@parley/contracts/errors';
import type { Logger } from '@parley/runtime/logger';
import { deliver } from '../bus/deliver';
import type { Listener, LiveBus } from '../bus/live-bus';
import { isCluster, type RedisClient } from './connect';

interface BusOptions {
  /** For what is published. */
  publisher: RedisClient;
  /** For what is heard, and nothing else: a connection that listens answers no other commands. */
  subscriber: RedisClient;
  log: Logger;
  /** In front of every channel. */
  prefix?: string;
}

/** Who listens to a channel in this process. */
interface Heard {
  listeners: Set<Listener>;
  subscribed: Promise<unknown>;
}

/**
 * A live bus on Redis 7 or newer: pub/sub of one server, sharded pub/sub of a cluster, where a message goes to the
 * server of its channel only. A process subscribes to a channel once, however many listen. What is published while a
 * connection is gone is lost; what was subscribed is again once it is back.
 */
export function redisBus({ publisher, subscriber, log, prefix = 'parley:live:' }: BusOptions): LiveBus {
  const channels = new Map<string, Heard>();
  const onError = (err: unknown) => log.error({ err }, 'a listener of the live bus failed');
  const { publish, subscribe, unsubscribe } = commandsOf(publisher, subscriber);

  subscriber.on(isCluster(subscriber) ? 'smessage' : 'message', (channel: string, text: string) => {
    const heard = channels.get(channel);
    if (!heard) return;
    try {
      deliver(heard.listeners, JSON.parse(text), onError);
    } catch (err) {
      log.warn({ channel, err }, 'not a message of the live bus');
    }
  });

  function open(channel: string): Heard {
    const heard = { listeners: new Set<Listener>(), subscribed: subscribe(channel) };
    channels.set(channel, heard);
    heard.subscribed.catch(() => channels.get(channel) === heard && channels.delete(channel));
    return heard;
  }

  function leave(channel: string, heard: Heard, listener: Listener): void {
    if (!heard.listeners.delete(listener) || heard.listeners.size > 0) return;
    if (channels.get(channel) !== heard) return;
    channels.delete(channel);
    // a connection that is gone has left all of them
    unsubscribe(channel).catch(() => undefined);
  }

  return {
    async publish(topic, message) {
      await reached(publish(prefix + topic, JSON.stringify(message)));
    },
    async subscribe(topic, listener) {
      const channel = prefix + topic;
      const heard = channels.get(channel) ?? open(channel);
      const own: Listener = (message) => listener(message);
      heard.listeners.add(own);
      await reached(heard.subscribed);
      return () => leave(channel, heard, own);
    },
  };
}

function commandsOf(publisher: RedisClient, subscriber: RedisClient) {
  if (!isCluster(publisher) || !isCluster(subscriber))
    return {
      publish: (channel: string, text: string) => publisher.publish(channel, text),
      subscribe: (channel: string) => subscriber.subscribe(channel),
      unsubscribe: (channel: string) => subscriber.unsubscribe(channel),
    };
  return {
    publish: (channel: string, text: string) => publisher.spublish(channel, text),
    subscribe: (channel: string) => subscriber.ssubscribe(channel),
    unsubscribe: (channel: string) => subscriber.sunsubscribe(channel),
  };
}

async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw unavailable('The live bus can not be reached', error);
  }
}
