import { useEffect, useRef, useState } from 'react';
import { useParley } from '@parley/client/react';
import { usePlace } from './place';
import { useViewerId } from './viewer';
import { summaryOf, type News } from './news';

const GATHER_MS = 1_500;
const KEPT = 5;

/** Tells who can't see it of what others say in the open conversation: additions only, gathered while it is busy. */
export function Announcer() {
  const { conversationId } = usePlace();
  const lines = useNews(conversationId);
  return (
    <div className="unseen" role="log" aria-label="New messages" aria-live="polite" aria-relevant="additions">
      {lines.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}

function useNews(conversationId: string | null): readonly { id: number; text: string }[] {
  const parley = useParley();
  const viewerId = useViewerId();
  const [lines, setLines] = useState<readonly { id: number; text: string }[]>([]);
  const count = useRef(0);
  useEffect(() => {
    if (conversationId === null) return undefined;
    const { timeline } = parley.conversation(conversationId);
    let told = Infinity;
    let gathered: News[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      const text = summaryOf(gathered);
      gathered = [];
      setLines((before) => [...before.slice(1 - KEPT), { id: count.current++, text }]);
    };
    const hear = () => {
      const { status, items } = timeline.get();
      if (status !== 'ready') return;
      const messages = items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
      const latest = messages.at(-1)?.seq ?? 0;
      const news = messages.filter(({ seq, author }) => seq > told && author?.id !== viewerId);
      told = told === Infinity ? latest : Math.max(told, latest);
      if (news.length === 0) return;
      gathered.push(...news);
      timer ??= setTimeout(tell, GATHER_MS);
    };
    hear();
    const stop = timeline.subscribe(hear);
    return () => {
      stop();
      clearTimeout(timer);
      setLines([]);
    };
  }, [parley, conversationId, viewerId]);
  return lines;
}
