import { eventOfType, type Entry } from './events';
import { topicOf, type Envelope } from './live';

/** An entry as the bus carries it. `content` is what was written with it, for those who listen at this moment. */
export function envelopeOf(entry: Entry, content?: unknown): Envelope {
  const { trace, correlationId: _, ...placed } = entry;
  return {
    topic: topicOf(entry.stream),
    epoch: entry.epoch,
    seq: entry.seq,
    ...deliveryOf(entry),
    trace: trace ?? undefined,
    event: { entry: { ...placed, at: entry.at.toISOString() }, content },
  };
}

type Delivery = Pick<Envelope, 'cuts' | 'purges' | 'follow' | 'unfollow'>;

function deliveryOf({ type, tenant, payload }: Entry): Delivery {
  const { cuts, purges, follows, unfollows } = eventOfType(type);
  const followed = follows?.(payload);
  const unfollowed = unfollows?.(payload);
  return {
    cuts: cuts?.(payload),
    purges,
    ...(followed && { follow: followOf(tenant, followed) }),
    ...(unfollowed && { unfollow: { topic: topicOf(unfollowed.conversation), seq: unfollowed.seq } }),
  };
}

function followOf(tenant: string, { conversation, seq, epoch }: { conversation: string; seq: number; epoch: string }) {
  const principal = { kind: 'topic', tenant, conversation };
  return { name: topicOf(conversation), seq, epoch, after: seq - 1, principal };
}
