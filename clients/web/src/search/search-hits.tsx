import type { SearchFilter, SearchHit } from '@parley/client';
import { Button } from 'react-aria-components';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { titleOf } from '../app/names';
import { problemOf } from '../app/problem';
import { useOfflineSince } from '../app/use-offline-since';
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
  const isOffline = useOfflineSince() !== null;
  const hasFailed = status === 'failed';
  useWhenBack(isOffline, () => {
    if (hasFailed) void results.loadMore();
  });
  return (
    <>
      {!hasFailed && (
        <p className="hint" role="status">
          {isOffline && status === 'loading'
            ? NOT_OFFLINE
            : status === 'loading'
              ? 'Searching …'
              : countInWords(totalCount)}
        </p>
      )}
      {hasFailed && isOffline && <Trouble>{NOT_OFFLINE}</Trouble>}
      {hasFailed && !isOffline && error && (
        <Trouble onRetry={() => void results.loadMore()}>{problemOf(error)}</Trouble>
      )}
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

const NOT_OFFLINE = 'Searching needs a connection. It goes on when there is one.';

/** Calls it once there is a connection again. */
function useWhenBack(isOffline: boolean, call: () => void): void {
  const was = useRef(isOffline);
  const goOn = useEffectEvent(call);
  useEffect(() => {
    if (was.current && !isOffline) goOn();
    was.current = isOffline;
  }, [isOffline]);
}

const Hit = ({ hit: { message, conversation, highlights } }: { hit: SearchHit }) => (
  <MessageCard message={message} conversationId={conversation.id} where={titleOf(conversation)}>
    {highlights.length > 0 ? highlights.map((highlight, n) => <Marked key={n} highlight={highlight} />) : undefined}
  </MessageCard>
);

function countInWords(count: number): string {
  if (count === 0) return 'Nothing was found.';
  return count === 1 ? '1 message' : `${count} messages`;
}
