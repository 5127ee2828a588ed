import { ArrowLeft, LogOut, EllipsisVertical, Pencil, Pin, Search, Users } from 'lucide-react';
import { useState } from 'react';
import type { ConversationDetails } from '@parley/client/model';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { later } from '../app/later';
import { useNotice } from '../app/notices';
import { go, type Panel, type Place } from '../app/place';
import { useParley } from '@parley/client/react';
import { IconButton, IconToggle } from '../design/icon-button';
import { Emblem } from './emblem';

const EditConversationDialog = later(
  async () => (await import('../dialogs/edit-conversation-dialog')).EditConversationDialog,
);

interface Props {
  id: string;
  details: ConversationDetails | undefined;
  title: string;
  place: Place;
  /** Of who only looks nothing is changed. */
  isMember: boolean;
}

/** What is open, and what can be looked at beside it. */
export function ConversationHead({ id, details, title, place, isMember }: Props) {
  const toggle = (kind: 'members' | 'pins' | 'search') => (on: boolean) => go({ panel: on ? { kind } : null });
  const isOpen = (kind: Panel['kind']) => place.panel?.kind === kind;
  const count = details?.memberCount ?? 0;
  return (
    <header className="conversation-head">
      <span className="only-narrow">
        <IconButton
          icon={ArrowLeft}
          label="Back to the conversations"
          onPress={() => go({ conversationId: null, seq: null, panel: null })}
        />
      </span>
      {details && <Emblem conversation={details} />}
      <div className="conversation-title">
        <h1 dir="auto">{details ? title : ''}</h1>
        <p dir="auto">{details?.topic ?? (details && details.kind !== 'DIRECT' ? `${count} members` : '')}</p>
      </div>
      <IconToggle
        icon={Users}
        label={`Members, ${count}`}
        isSelected={isOpen('members')}
        onChange={toggle('members')}
      />
      <IconToggle icon={Pin} label="Pinned messages" isSelected={isOpen('pins')} onChange={toggle('pins')} />
      <IconToggle icon={Search} label="Search" isSelected={isOpen('search')} onChange={toggle('search')} />
      {details && isMember && details.kind !== 'DIRECT' && <MoreMenu id={id} details={details} />}
    </header>
  );
}

function MoreMenu({ id, details }: { id: string; details: ConversationDetails }) {
  const parley = useParley();
  const { attempt } = useNotice();
  const [isEditing, setEditing] = useState(false);
  async function leave(): Promise<void> {
    if (await attempt(parley.conversation(id).leave())) go({ conversationId: null, seq: null, panel: null });
  }
  return (
    <>
      <MenuTrigger>
        <IconButton icon={EllipsisVertical} label="More" />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="menu-item" onAction={() => setEditing(true)}>
              <Pencil aria-hidden /> Name and topic …
            </MenuItem>
            <MenuItem className="menu-item danger" onAction={() => void leave()}>
              <LogOut aria-hidden /> Leave
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {isEditing && <EditConversationDialog details={details} onClose={() => setEditing(false)} />}
    </>
  );
}
