import { unavailable } from '@parley/contracts/errors';
import type { Envelope, LiveTopic } from '@parley/contracts/live';
import { PayloadQueue } from '../delivery/payload-queue';
import { retry } from '../retry';
import type { Stream } from '../delivery/stream';
import type { Topic } from '../topic/topic';

interface FollowOptions {
  stream: Stream;
  control: LiveTopic;
  topic: Topic;
  /** Adds a topic to the stream. */
  open(live: LiveTopic): Promise<void>;
  /** Encodes the frame of an envelope of the control log. */
  encode(envelope: Envelope): Promise<Buffer>;
}

/**
 * Adds and removes topics of the stream as a control log says, in order, until the stream ends. What it said before the
 * viewer was authorized is in the stream's sources already; only that a topic was left is still shown, unless it is
 * followed again.
 */
export function followControl({ stream, control, topic, open, encode }: FollowOptions): void {
  const queue = new PayloadQueue(stream.framing);
  let position = control.after;
  let reading = false;

  async function apply(envelope: Envelope): Promise<void> {
    const { follow, unfollow, seq } = envelope;
    if (follow && seq > control.seq) await open(follow);
    if (!unfollow) return;
    if (seq > control.seq) stream.remove(unfollow.topic);
    if (stream.has(unfollow.topic)) return;
    const payload = await encode(envelope);
    if (stream.ended) return;
    if (!queue.add(payload)) throw unavailable('Too slow: subscribe again from the last position');
    stream.wake(queue);
  }

  async function read(): Promise<void> {
    while (position < topic.last && !stream.ended) {
      const envelopes = await retry(
        () => topic.read(position),
        () => !stream.ended,
      );
      for (const envelope of envelopes) {
        if (stream.ended) return;
        await apply(envelope);
        position = envelope.seq;
      }
    }
  }

  function readOn(): void {
    if (reading) return;
    reading = true;
    read()
      .catch((error: unknown) => stream.end(error))
      .finally(() => {
        reading = false;
        if (position < topic.last && !stream.ended) readOn();
      });
  }

  const leave = topic.listen({
    advanced: readOn,
    failed: (error) => stream.end(error),
  });
  stream.onEnd(leave);
  stream.attach(queue);
  readOn();
}
