import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { useParley } from '@parley/client/react';
import { Button, Input, SearchField } from 'react-aria-components';
import { problemOf } from '../app/problem';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';
import { ChannelRow } from './channel-row';
import { useResults } from './use-results';
import '../search/search.css';
import './channels.css';

/** The public channels of the workspace, to look into and to join. */
export function BrowseChannelsDialog({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState('');
  const { status, conversations, hasMore, error, isCurrent, loadMore } = useResults(useParley().channels, words);
  return (
    <ModalDialog title="Browse channels" onClose={onClose}>
      <SearchField className="search-field" aria-label="Find a channel" value={words} onChange={setWords} autoFocus>
        <Search aria-hidden />
        <Input placeholder="Name or topic" dir="auto" />
        <Button className="icon-button small" aria-label="Clear">
          <X aria-hidden />
        </Button>
      </SearchField>
      <div className="channel-results">
        <Trouble>{error && problemOf(error)}</Trouble>
        {status === 'loading' && <span className="spinner" role="status" aria-label="Loading channels" />}
        <ul className="channel-list" aria-label="Channels">
          {conversations.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} onOpen={onClose} />
          ))}
        </ul>
        {status === 'ready' && isCurrent && conversations.length === 0 && (
          <p className="empty">{words.trim() ? 'No channel is called that.' : 'There are no public channels yet.'}</p>
        )}
        {hasMore && (
          <Button className="button plain" onPress={loadMore}>
            More channels
          </Button>
        )}
      </div>
    </ModalDialog>
  );
}
