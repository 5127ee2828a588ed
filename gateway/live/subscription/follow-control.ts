import { unavailable } from '@parley/contracts/errors';
import type { Envelope, LiveTopic } from '@parley/contracts/live';
import { Mailbox } from '../delivery/payload-queue';
import { patiently } from '../retry';
import type { Stream } from '../delivery/stream';
import type { Topic } from '../topic/topic';

interface Following {
  stream: Stream;
  control: LiveTopic;
  topic: Topic;
  /** Adds a topic to the stream. */
  open(live: LiveTopic): Promise<void>;
  /** The frame that tells of an envelope of the control log. */
  show(envelope: Envelope): Promise<Buffer>;
}

/**
 * Does what a control log says, in order, until the stream is over. What it said before the viewer was authorized is in
 * the stream's sources already; only that a topic was left is still shown, unless it is followed again.
 */
export function followControl({ stream, control, topic, open, show }: Following): void {
  const mailbox = new Mailbox(stream.framing);
  let position = control.after;
  let reading = false;

  async function obey(envelope: Envelope): Promise<void> {
    const { follow, unfollow, seq } = envelope;
    if (follow && seq > control.seq) await open(follow);
    if (!unfollow) return;
    if (seq > control.seq) stream.remove(unfollow.topic);
    if (stream.has(unfollow.topic)) return;
    const payload = await show(envelope);
    if (stream.over) return;
    if (!mailbox.put(payload)) throw unavailable('Too slow: subscribe again from the last position');
    stream.wake(mailbox);
  }

  async function read(): Promise<void> {
    while (position < topic.last && !stream.over) {
      const envelopes = await patiently(
        () => topic.read(position),
        () => !stream.over,
      );
      for (const envelope of envelopes) {
        if (stream.over) return;
        await obey(envelope);
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
        if (position < topic.last && !stream.over) readOn();
      });
  }

  const leave = topic.listen({
    advanced: readOn,
    purged: () => undefined,
    cut: () => undefined,
    ended: (error) => stream.end(error),
  });
  stream.whenOver(leave);
  stream.attach(mailbox);
  readOn();
}
