import type { Author } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useNotice } from '../app/notices';
import { go } from '../app/place';
import { Avatar } from '../people/avatar';
import { useFoundPeople } from '../people/use-found-people';
import { ChannelRow } from './channel-row';
import { useResults } from './use-results';
import './channels.css';

/** As many of each are shown. */
const SHOWN = 5;

interface Props {
  onNew: () => void;
  onBrowse: () => void;
}

/** For who has no conversation yet: where to join in, and whom to write to. */
export const FirstRun = ({ onNew, onBrowse }: Props) => (
  <div className="first-run">
    <h2>Welcome</h2>
    <p className="hint">You are in no conversation yet. Join a channel, or write to somebody.</p>
    <Channels onBrowse={onBrowse} />
    <People />
    <Button className="button primary" onPress={onNew}>
      New conversation
    </Button>
  </div>
);

function Channels({ onBrowse }: Pick<Props, 'onBrowse'>) {
  const { status, conversations, hasMore } = useResults(useParley().channels, '');
  if (status !== 'loading' && conversations.length === 0) return null;
  return (
    <section aria-label="Channels">
      <h3>Channels</h3>
      <ul className="channel-list">
        {conversations.slice(0, SHOWN).map((channel) => (
          <ChannelRow key={channel.id} channel={channel} />
        ))}
      </ul>
      {(hasMore || conversations.length > SHOWN) && (
        <Button className="button link" onPress={onBrowse}>
          Browse all channels
        </Button>
      )}
    </section>
  );
}

function People() {
  const people = useFoundPeople('');
  if (people.length === 0) return null;
  return (
    <section aria-label="People">
      <h3>People</h3>
      <ul className="channel-list">
        {people.slice(0, SHOWN).map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
    </section>
  );
}

function PersonRow({ person }: { person: Author }) {
  const parley = useParley();
  const { attempt } = useNotice();
  const [isOpening, setOpening] = useState(false);
  async function write(): Promise<void> {
    setOpening(true);
    const doing = parley.createConversation({ kind: 'DIRECT', memberIds: [person.id] });
    if (await attempt(doing)) go({ conversationId: (await doing).id });
    else setOpening(false);
  }
  return (
    <li className="channel">
      <Avatar person={person} />
      <bdi className="channel-name">{person.displayName}</bdi>
      {person.bot && <span className="tag">Bot</span>}
      <Button
        className="button plain"
        aria-label={`Write to ${person.displayName}`}
        isDisabled={isOpening}
        onPress={() => void write()}
      >
        Write
      </Button>
    </li>
  );
}
