import { Hash, MessageSquarePlus, Search } from 'lucide-react';
import { Button } from 'react-aria-components';
import { SEARCH_KEY } from '../app/use-search-key';
import { IconButton } from '../design/icon-button';
import { ConversationList } from './conversation-list';
import { OwnMenu } from './own-menu';
import './sidebar.css';

interface Props {
  currentId: string | null;
  onNew: () => void;
  onBrowse: () => void;
  onSearch: () => void;
  onProfile: () => void;
}

/** The way to everything: oneself, search, and one's conversations. */
export const Sidebar = ({ currentId, onNew, onBrowse, onSearch, onProfile }: Props) => (
  <section className="sidebar" aria-label="Your conversations">
    <h1 className="unseen">Conversations</h1>
    <div className="sidebar-head">
      <OwnMenu onProfile={onProfile} />
      <span className="sidebar-buttons">
        <IconButton icon={Hash} label="Browse channels" onPress={onBrowse} />
        <IconButton icon={MessageSquarePlus} label="New conversation" onPress={onNew} />
      </span>
    </div>
    <Button className="search-opener" onPress={onSearch} aria-keyshortcuts={SEARCH_KEY.keys}>
      <Search aria-hidden />
      Search messages
      <kbd aria-hidden>{SEARCH_KEY.shown}</kbd>
    </Button>
    <ConversationList currentId={currentId} onNew={onNew} onBrowse={onBrowse} />
  </section>
);
