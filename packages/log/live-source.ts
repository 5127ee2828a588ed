import { notFound } from '@parley/contracts/errors';
import type { StreamId } from '@parley/contracts/ids';
import { envelopeOf } from '@parley/contracts/envelope';
import { streamOf, topicOf, type LiveHead, type LiveReplay } from '@parley/contracts/live';
import { positionOf } from '@parley/contracts/position';
import type { Principal } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import type { LogReads } from './log-reads';
import { resyncRequired } from './positions';
import { readEntries, readHeads } from './read';

interface ReplayQuery {
  topic: string;
  /** Position after which to begin. */
  after: number;
  first: number;
}

/**
 * A log's envelopes, for the gateway: a conversation's as the principal of its topic, a person's own as that person.
 * Errors: NOT_FOUND for anybody else; RESYNC_REQUIRED where the log no longer reaches back to the position.
 */
export async function replayLog(
  reads: LogReads,
  principal: Principal,
  { topic, after, first }: ReplayQuery,
): Promise<LiveReplay> {
  const stream = streamOf(topic) as StreamId;
  if (stream !== ownStream(principal)) throw notFound('Topic');
  const head = (await readHeads(reads.primary, [stream])).get(stream);
  if (!head) throw notFound('Topic');
  const entries = await readEntries(reads, head, { after, first });
  if (!entries) throw resyncRequired(head);
  return { envelopes: entries.map((entry) => envelopeOf(entry)), seq: head.seq, epoch: head.epoch };
}

function ownStream(principal: Principal): StreamId | undefined {
  if (principal.kind === 'topic') return principal.conversation;
  return principal.kind === 'viewer' ? principal.user : undefined;
}

/** Present positions of topics; none for a log that does not exist. */
export async function headsOfTopics(sql: Sql, topics: readonly string[]): Promise<LiveHead[]> {
  const heads = await readHeads(
    sql,
    topics.map((topic) => streamOf(topic) as StreamId),
  );
  return Array.from(heads.values(), (head) => ({ topic: topicOf(head.stream), ...positionOf(head) }));
}
