import { ArrowLeft, LogOut, EllipsisVertical, Pencil, Pin, Search, Users } from 'lucide-react';
import { useState } from 'react';
import type { ConversationDetails } from '@parley/client';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { later } from '../app/later';
import { useNotice } from '../app/notices';
import { go, type Panel, type Place } from '../app/place';
import { useParley } from '@parley/client/react';
import { IconButton, IconToggle } from '../design/icon-button';
import { Emblem } from './emblem';
import { membersInWords } from './members-in-words';

const ConfirmDialog = later(async () => (await import('../dialogs/confirm-dialog')).ConfirmDialog);
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
        {details ? <h1 dir="auto">{title}</h1> : <h1 className="title-placeholder" aria-label="Loading" />}
        <p dir="auto">{details?.topic ?? (details && details.kind !== 'DIRECT' ? membersInWords(count) : '')}</p>
      </div>
      <IconToggle
        icon={Users}
        label={details ? `Members, ${count}` : 'Members'}
        isSelected={isOpen('members')}
        onChange={toggle('members')}
      />
      <IconToggle icon={Pin} label="Pinned messages" isSelected={isOpen('pins')} onChange={toggle('pins')} />
      <IconToggle icon={Search} label="Search" isSelected={isOpen('search')} onChange={toggle('search')} />
      {details && isMember && details.kind !== 'DIRECT' && <MoreMenu id={id} details={details} title={title} />}
    </header>
  );
}

function MoreMenu({ id, details, title }: { id: string; details: ConversationDetails; title: string }) {
  const parley = useParley();
  const { attempt } = useNotice();
  const [open, setOpen] = useState<'edit' | 'leave' | null>(null);
  const close = () => setOpen(null);
  async function leave(): Promise<void> {
    await parley.conversation(id).leave();
    go({ conversationId: null, seq: null, panel: null });
  }
  return (
    <>
      <MenuTrigger>
        <IconButton icon={EllipsisVertical} label="More" />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="menu-item" onAction={() => setOpen('edit')}>
              <Pencil aria-hidden /> Name and topic …
            </MenuItem>
            <MenuItem
              className="menu-item danger"
              onAction={() => (details.public ? void attempt(leave()) : setOpen('leave'))}
            >
              <LogOut aria-hidden /> {details.public ? 'Leave' : 'Leave …'}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {open === 'edit' && <EditConversationDialog details={details} onClose={close} />}
      {open === 'leave' && (
        <ConfirmDialog title="Leave this conversation?" label="Leave" onAct={leave} onClose={close}>
          <p>
            <bdi className="author">{title}</bdi> is private. You will not see it any more, and only its members can add
            you again.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
