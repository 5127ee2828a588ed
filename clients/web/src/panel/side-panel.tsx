import { useEffect, useRef } from 'react';
import { ArrowLeft, X } from 'lucide-react';
import { IconButton } from '../design/icon-button';
import { Guarded } from '../app/guarded';
import { go, type Panel } from '../app/place';
import { MembersPanel } from './members-panel';
import { PinsPanel } from './pins-panel';
import { SearchPanel } from '../search/search-panel';
import { ThreadPanel } from './thread-panel';
import './panel.css';

interface Props {
  conversationId: string | null;
  panel: Panel;
}

const TITLES: Readonly<Record<Panel['kind'], string>> = {
  members: 'Members',
  pins: 'Pinned messages',
  search: 'Search',
  thread: 'Thread',
};

/** What is looked at beside a conversation. Whoever closes it is where they were before. */
export function SidePanel({ conversationId, panel }: Props) {
  const place = useRef<HTMLElement>(null);
  useFocusWhileOpen(place, panel.kind);
  const close = () => go({ panel: null });
  return (
    <section
      ref={place}
      className="panel"
      aria-label={TITLES[panel.kind]}
      tabIndex={-1}
      data-drop
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <header className="panel-head">
        <span className="only-narrow">
          <IconButton icon={ArrowLeft} label="Back" onPress={close} />
        </span>
        <h1>{TITLES[panel.kind]}</h1>
        <span className="only-wide">
          <IconButton icon={X} label="Close" onPress={close} />
        </span>
      </header>
      <Guarded shows={`${conversationId} ${panel.kind}`}>
        <PanelContent conversationId={conversationId} panel={panel} />
      </Guarded>
    </section>
  );
}

function PanelContent({ conversationId, panel }: Props) {
  if (panel.kind === 'search') return <SearchPanel conversationId={conversationId} />;
  if (conversationId === null) return null;
  switch (panel.kind) {
    case 'members':
      return <MembersPanel conversationId={conversationId} />;
    case 'pins':
      return <PinsPanel conversationId={conversationId} />;
    case 'thread':
      return <ThreadPanel key={panel.rootId} conversationId={conversationId} rootId={panel.rootId} />;
  }
}

/** The focus goes into it, and back to where it was. */
function useFocusWhileOpen(place: React.RefObject<HTMLElement | null>, kind: Panel['kind']): void {
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    if (!place.current?.contains(before)) place.current?.focus();
    return () => {
      if (before?.isConnected) before.focus();
    };
  }, [place, kind]);
}
