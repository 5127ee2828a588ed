import type { Frames } from '../delivery/frames';
import type { Topic } from '../topic/topic';

/** A topic of which nothing is shown: its readers only hear what cuts them off. */
export function topicAlone(topic: Topic): Frames {
  let leave: (() => void) | undefined;
  return {
    head: 0,
    replayable: false,
    at: () => undefined,
    load: async () => undefined,
    join(reader, authorizedAt) {
      leave = topic.listen({
        advanced: () => undefined,
        purged: () => undefined,
        cut: (envelope) => reader.cut(envelope),
        ended: (error) => reader.ended(error),
      });
      const cuts = topic.cutsSince(authorizedAt);
      if (!cuts) reader.doubted();
      else for (const cut of cuts) reader.cut(cut);
    },
    leave: () => leave?.(),
  };
}
