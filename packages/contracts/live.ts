import { z } from 'zod';
import type { Position } from './position';

/**
 * The contract between subgraphs and the gateway for live delivery. The gateway knows topics, positions and envelopes. It
 * passes everything else back to the subgraph that it came from, without reading it.
 *
 * For a subscription field `f`, the owning subgraph has three `@inaccessible` queries: `fSource` with the arguments of `f`,
 * and the two that its result names.
 */
const LIVE_TOPIC = z.object({
  name: z.string(),
  /** Position of the log when the viewer was authorized. */
  seq: z.int().nonnegative(),
  epoch: z.string(),
  /** The subscription delivers events after this position. */
  after: z.int().nonnegative(),
  /** The principal that executes a view for all its subscribers. */
  principal: z.unknown(),
});
export type LiveTopic = z.infer<typeof LIVE_TOPIC>;

const LOG_FIELDS = {
  /** `(topic: String!, after: Seq!, first: Int!): LiveReplay!`: envelopes in order, with the present state. */
  replay: z.string(),
  /** `(topics: [String!]!): [LiveHead!]!` */
  heads: z.string(),
};

/** Every event of some logs, in order for each log, without loss. */
const LOG_SOURCE = z.object({
  delivery: z.literal('log'),
  topics: z.array(LIVE_TOPIC),
  /** A log whose envelopes say which topics to start and stop following. */
  control: LIVE_TOPIC.optional(),
  ...LOG_FIELDS,
});
export type LogSource = z.infer<typeof LOG_SOURCE>;

/**
 * The present state of some keys, whenever it changes; only the latest state counts. A message on one of the topics names a key
 * (`LatestMessage`). The field is resolved from the keys of one interval (`LatestEnvelope`), with the state at its end. A result
 * that equals the previous one is not sent.
 */
const LATEST_SOURCE = z.object({
  delivery: z.literal('latest'),
  topics: z.array(z.string()),
  /** Keys of the first result, which is sent immediately. Empty: the first result follows the first change. */
  initial: z.array(z.string()),
  intervalMs: z.int().positive(),
  /** The principal that executes it for all its subscribers; absent: each subscriber executes it. */
  principal: z.unknown().optional(),
  /** A log whose envelopes may end the subscription. */
  guard: z.object({ topic: LIVE_TOPIC, ...LOG_FIELDS }).optional(),
});
export type LatestSource = z.infer<typeof LATEST_SOURCE>;

export const LIVE_SOURCE = z.discriminatedUnion('delivery', [LOG_SOURCE, LATEST_SOURCE]);
export type LiveSource = z.infer<typeof LIVE_SOURCE>;

/** A message on a topic of class `latest`. */
export const LATEST_MESSAGE = z.object({ key: z.string() });
export type LatestMessage = z.infer<typeof LATEST_MESSAGE>;

/** Root value of a subscription of class `latest`. */
export interface LatestEnvelope {
  keys: readonly string[];
}

/** One event of a topic, as the bus and a replay carry it. Dates are strings (RFC 3339). */
export const ENVELOPE = z.object({
  topic: z.string(),
  epoch: z.string(),
  seq: z.int().positive(),
  /** The viewers whose subscriptions end here: one viewer, or all non-members. */
  cuts: z.union([z.object({ viewer: z.string() }), z.literal('non-members')]).optional(),
  /** In a control log: a topic to start following. */
  follow: LIVE_TOPIC.optional(),
  /** In a control log: a topic to stop following, and its last position to deliver. */
  unfollow: z.object({ topic: z.string(), seq: z.int().positive() }).optional(),
  /** Earlier envelopes must not be shown any more: a view that has not shown one yet reads it again. */
  purges: z.boolean().optional(),
  /** W3C trace context (`traceparent`) of the request that caused it. */
  trace: z.string().optional(),
  /** For the owning subgraph only. */
  event: z.unknown(),
});
export type Envelope = z.infer<typeof ENVELOPE>;

export const LIVE_REPLAY = z.object({ envelopes: z.array(ENVELOPE), seq: z.int(), epoch: z.string() });
export type LiveReplay = z.infer<typeof LIVE_REPLAY>;

/** Position of the log behind a topic. */
export interface LiveHead extends Position {
  topic: string;
}
export const LIVE_HEADS = z
  .array(z.object({ topic: z.string(), seq: z.int(), epoch: z.string() }))
  .transform((heads) => heads as unknown as LiveHead[]);

/** Prefix of topics of class `log`. */
export const LOG_TOPIC_PREFIX = 'log:';
export const topicOf = (stream: string): string => LOG_TOPIC_PREFIX + stream;
export const streamOf = (topic: string): string => topic.slice(LOG_TOPIC_PREFIX.length);
