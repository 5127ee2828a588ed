import { z } from 'zod';
import type { Entry } from './events';

/**
 * How a subgraph and the gateway agree on live delivery. The gateway knows topics, positions and envelopes,
 * and hands everything else back to the subgraph that it came from, unread.
 *
 * For a subscription field `f` the owning subgraph has three `@inaccessible` queries: `fSource` with the
 * arguments of `f`, and the two that its answer names.
 */
export const LIVE_SOURCE = z.object({
  topics: z.array(
    z.object({
      name: z.string(),
      /** Position that the log had when the viewer was authorized. */
      seq: z.int().nonnegative(),
      epoch: z.string(),
      /** Deliver what comes after this position. */
      after: z.int().nonnegative(),
      /** As whom a view that all subscribers share is executed. */
      principal: z.unknown(),
    }),
  ),
  /** `(topic: String!, after: Seq!, first: Int!): LiveReplay!`: envelopes in order, hydrated afresh. */
  replay: z.string(),
  /** `(topics: [String!]!): [LiveHead!]!` */
  heads: z.string(),
});
export type LiveSource = z.infer<typeof LIVE_SOURCE>;
export type LiveTopic = LiveSource['topics'][number];

/** One event of a topic, as the bus and a replay carry it. Dates are RFC 3339 texts. */
export const ENVELOPE = z.object({
  topic: z.string(),
  epoch: z.string(),
  seq: z.int().positive(),
  /** Whose streams end here: one viewer's, or those of all that are no members. */
  cuts: z.union([z.object({ viewer: z.string() }), z.literal('non-members')]).optional(),
  /** What earlier envelopes carry is no longer to be shown: whoever has not shown it yet reads them again. */
  purges: z.boolean().optional(),
  /** For the owning subgraph alone. */
  event: z.unknown(),
});
export type Envelope = z.infer<typeof ENVELOPE>;

export const LIVE_REPLAY = z.object({ envelopes: z.array(ENVELOPE), seq: z.int(), epoch: z.string() });
export type LiveReplay = z.infer<typeof LIVE_REPLAY>;

export const LIVE_HEADS = z.array(z.object({ topic: z.string(), seq: z.int(), epoch: z.string() }));
export type LiveHead = z.infer<typeof LIVE_HEADS>[number];

export const topicOf = (stream: string): string => `log:${stream}`;
export const streamOf = (topic: string): string => topic.slice('log:'.length);

/** An entry as it goes over the bus, with what was written for those who are listening at this moment. */
export function envelopeOf(entry: Entry, content?: unknown): Envelope {
  return {
    topic: topicOf(entry.stream),
    epoch: entry.epoch,
    seq: entry.seq,
    cuts: cutsOf(entry),
    purges: entry.type === 'MessageDeleted' || undefined,
    event: { entry: { ...entry, at: entry.at.toISOString() }, content },
  };
}

function cutsOf(entry: Entry): Envelope['cuts'] {
  if (entry.type === 'MemberLeft') return { viewer: entry.payload.userId };
  if (entry.type === 'ConversationUpdated' && entry.payload.madePrivate) return 'non-members';
  return undefined;
}
