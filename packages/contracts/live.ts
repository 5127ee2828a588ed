import { z } from 'zod';
import type { Position } from './position';

/**
 * How a subgraph and the gateway agree on live delivery. The gateway knows topics, positions and envelopes,
 * and hands everything else back to the subgraph that it came from, unread.
 *
 * For a subscription field `f` the owning subgraph has three `@inaccessible` queries: `fSource` with the
 * arguments of `f`, and the two that its answer names.
 */
const LIVE_TOPIC = z.object({
  name: z.string(),
  /** Position that the log had when the viewer was authorized. */
  seq: z.int().nonnegative(),
  epoch: z.string(),
  /** Deliver what comes after this position. */
  after: z.int().nonnegative(),
  /** As whom a view that all subscribers share is executed. */
  principal: z.unknown(),
});
export type LiveTopic = z.infer<typeof LIVE_TOPIC>;

const LOG_FIELDS = {
  /** `(topic: String!, after: Seq!, first: Int!): LiveReplay!`: envelopes in order, hydrated afresh. */
  replay: z.string(),
  /** `(topics: [String!]!): [LiveHead!]!` */
  heads: z.string(),
};

/** Every event of some logs, in order for each: nothing is lost. */
const LOG_SOURCE = z.object({
  delivery: z.literal('log'),
  topics: z.array(LIVE_TOPIC),
  /** A log whose envelopes say which topics to follow from then on, and which no more. */
  control: LIVE_TOPIC.optional(),
  ...LOG_FIELDS,
});
export type LogSource = z.infer<typeof LOG_SOURCE>;

/**
 * The present state of some keys, whenever it changes: the latest wins. A message on one of the topics is a key
 * (`LatestMessage`); the field is answered from the keys of one interval (`LatestEnvelope`), of the state as it is then.
 * An answer that is the same as the one before is not sent.
 */
const LATEST_SOURCE = z.object({
  delivery: z.literal('latest'),
  topics: z.array(z.string()),
  /** Keys to answer with at once. None: the first answer comes with the first change. */
  initial: z.array(z.string()),
  intervalMs: z.int().positive(),
  /** As whom it is executed where its answers are shared; absent: as the subscriber. */
  principal: z.unknown().optional(),
  /** The log whose envelopes may cut the subscriber off. */
  guard: z.object({ topic: LIVE_TOPIC, ...LOG_FIELDS }).optional(),
});
export type LatestSource = z.infer<typeof LATEST_SOURCE>;

export const LIVE_SOURCE = z.discriminatedUnion('delivery', [LOG_SOURCE, LATEST_SOURCE]);
export type LiveSource = z.infer<typeof LIVE_SOURCE>;

/** What is published on a topic of class `latest`. */
export const LATEST_MESSAGE = z.object({ key: z.string() });
export type LatestMessage = z.infer<typeof LATEST_MESSAGE>;

/** Root value that a subscription of class `latest` is answered from. */
export interface LatestEnvelope {
  keys: readonly string[];
}

/** One event of a topic, as the bus and a replay carry it. Dates are RFC 3339 texts. */
export const ENVELOPE = z.object({
  topic: z.string(),
  epoch: z.string(),
  seq: z.int().positive(),
  /** Whose streams end here: one viewer's, or those of all that are no members. */
  cuts: z.union([z.object({ viewer: z.string() }), z.literal('non-members')]).optional(),
  /** In a control log: a topic that its reader follows from now on, or no more. */
  follow: LIVE_TOPIC.optional(),
  /** The topic, and the last position of it that its reader is told of. */
  unfollow: z.object({ topic: z.string(), seq: z.int().positive() }).optional(),
  /** What earlier envelopes carry is no longer to be shown: whoever has not shown it yet reads them again. */
  purges: z.boolean().optional(),
  /** W3C trace context (`traceparent`) of the request that caused it. */
  trace: z.string().optional(),
  /** For the owning subgraph alone. */
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

/** Of the topics of class `log`. */
export const LOG_TOPIC_PREFIX = 'log:';
export const topicOf = (stream: string): string => LOG_TOPIC_PREFIX + stream;
export const streamOf = (topic: string): string => topic.slice(LOG_TOPIC_PREFIX.length);
