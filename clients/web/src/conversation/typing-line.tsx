import type { Person, Store } from '@parley/client';
import { useStore } from '@parley/client/react';

/** Who is typing. Its room is kept, so that nothing moves. */
export function TypingLine({ typing }: { typing: Store<readonly Person[]> }) {
  const people = useStore(typing);
  return (
    <p className="typing" aria-live="off" dir="auto">
      {people.length > 0 && (
        <>
          <span className="dots" aria-hidden>
            <i />
            <i />
            <i />
          </span>
          {wordsFor(people)}
        </>
      )}
    </p>
  );
}

function wordsFor(people: readonly Person[]): string {
  const names = people.map(({ displayName }) => displayName);
  if (names.length > 3) return `${names.length} people are typing`;
  return `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? 'is' : 'are'} typing`;
}
