import { MessageSquarePlus, Search } from 'lucide-react';
import { Button } from 'react-aria-components';
import { SEARCH_KEY } from '../app/use-search-key';
import { IconButton } from '../design/icon-button';
import { ConversationList } from './conversation-list';
import { OwnMenu } from './own-menu';
import './sidebar.css';

interface Props {
  currentId: string | null;
  onNew: () => void;
  onSearch: () => void;
  onProfile: () => void;
}

/** The way to everything: oneself, search, and one's conversations. */
export const Sidebar = ({ currentId, onNew, onSearch, onProfile }: Props) => (
  <section className="sidebar" aria-label="Your conversations">
    <h1 className="unseen">Conversations</h1>
    <div className="sidebar-head">
      <OwnMenu onProfile={onProfile} />
      <IconButton icon={MessageSquarePlus} label="New conversation" onPress={onNew} />
    </div>
    <Button className="search-opener" onPress={onSearch} aria-keyshortcuts={SEARCH_KEY.keys}>
      <Search aria-hidden />
      Search messages
      <kbd aria-hidden>{SEARCH_KEY.shown}</kbd>
    </Button>
    <ConversationList currentId={currentId} />
  </section>
);
