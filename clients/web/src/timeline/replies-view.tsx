import { MessagesSquare } from 'lucide-react';
import { Button } from 'react-aria-components';
import { go } from '../app/place';
import { useViewerId } from '../app/viewer';
import type { RepliesRow } from './rows';

/** Says that there is news in a thread: the replies themselves stand there. */
export function RepliesView({ row: { items } }: { row: RepliesRow }) {
  const viewerId = useViewerId();
  const names = [...new Set(items.map(({ message }) => message.author?.displayName ?? 'Somebody'))];
  const namesMe = items.some(({ message }) => message.mentions.some(({ id }) => id === viewerId));
  return (
    <p
      className="new-replies"
      data-seqs={items.map(({ message }) => message.seq).join(' ')}
      data-mentions-me={namesMe || undefined}
    >
      <MessagesSquare aria-hidden size={14} />
      <span>
        <bdi className="author">{new Intl.ListFormat('en').format(names)}</bdi> replied in a thread
        {namesMe && ' and mentioned you'}
      </span>
      <Button
        className="button link"
        onPress={() => go({ panel: { kind: 'thread', rootId: items[0]!.message.thread!.id } })}
      >
        {items.length === 1 ? '1 new reply' : `${items.length} new replies`}
      </Button>
    </p>
  );
}
