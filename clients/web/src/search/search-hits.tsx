import type { SearchFilter, SearchHit } from '@parley/client/api';
import { Button } from 'react-aria-components';
import { useMemo } from 'react';
import { titleOf } from '../app/names';
import { problemOf } from '../app/problem';
import { useParley, useStore } from '@parley/client/react';
import { Trouble } from '../design/trouble';
import { MessageCard } from '../message/message-card';
import { Marked } from './marked';

/** What was found, best first. */
export function SearchHits({ words, filter }: { words: string; filter: SearchFilter }) {
  const parley = useParley();
  const key = JSON.stringify(filter);
  const results = useMemo(() => parley.search(words, JSON.parse(key) as SearchFilter), [parley, words, key]);
  const { status, hits, totalCount, hasMore, error } = useStore(results);
  return (
    <>
      <p className="hint" role="status">
        {status === 'loading' && hits.length === 0 ? 'Searching …' : countInWords(totalCount)}
      </p>
      <Trouble>{error && problemOf(error)}</Trouble>
      <ul className="cards">
        {hits.map((hit) => (
          <li key={hit.message.id}>
            <Hit hit={hit} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button className="button plain" onPress={() => void results.loadMore()}>
          More
        </Button>
      )}
    </>
  );
}

const Hit = ({ hit: { message, conversation, highlights } }: { hit: SearchHit }) => (
  <MessageCard message={message} conversationId={conversation.id} where={titleOf(conversation)}>
    {highlights.length > 0
      ? highlights.map((highlight, n) => <Marked key={n} highlight={highlight} mentions={message.mentions} />)
      : undefined}
  </MessageCard>
);

function countInWords(count: number): string {
  if (count === 0) return 'Nothing was found.';
  return count === 1 ? '1 message' : `${count} messages`;
}
