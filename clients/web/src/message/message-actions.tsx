import {
  Copy,
  EllipsisVertical,
  Link,
  MessageSquareReply,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  SmilePlus,
  Trash2,
  type LucideIcon,
} from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Message } from '@parley/client';
import { copyText } from '../app/copy-text';
import { later } from '../app/later';
import { addressOf, go } from '../app/place';
import { useParley } from '@parley/client/react';
import { useNotice } from '../app/notices';
import { useViewerId } from '../app/viewer';
import { useIsMember } from '../conversation/use-is-member';
import { IconButton } from '../design/icon-button';
import { ReactionButton } from './reaction-button';
import { withNames } from './preview';

const ReactionsDialog = later(async () => (await import('../dialogs/reactions-dialog')).ReactionsDialog);
const DeleteDialog = later(async () => (await import('../dialogs/delete-dialog')).DeleteDialog);

export interface ActOn {
  readonly message: Message;
  readonly conversationId: string;
  readonly within: 'timeline' | 'thread';
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  readonly onReply: ((message: Message) => void) | undefined;
}

/** What can be done with a message: the usual beside it, the rest in a menu. */
export function MessageActions({ on }: { on: ActOn }) {
  const { message, conversationId, within, onReply } = on;
  const [isDeleting, setDeleting] = useState(false);
  const isMember = useIsMember(conversationId);
  const [isNaming, setNaming] = useState(false);
  const actions = useActions(on, { onDelete: () => setDeleting(true), onNames: () => setNaming(true) });
  return (
    <div className="actions" role="group" aria-label="Message actions">
      {isMember && <ReactionButton message={message} conversationId={conversationId} />}
      {isMember && onReply && (
        <IconButton small icon={MessageSquareReply} label="Reply" onPress={() => onReply(message)} />
      )}
      {within === 'timeline' && (
        <IconButton
          small
          icon={MessagesSquare}
          label="Reply in a thread"
          onPress={() => go({ panel: { kind: 'thread', rootId: message.thread?.id ?? message.id } })}
        />
      )}
      <MenuTrigger>
        <IconButton small icon={EllipsisVertical} label="More" />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            {actions
              .filter(({ isForAll }) => isMember || isForAll)
              .map(({ name, icon: Icon, act, isDangerous }) => (
                <MenuItem key={name} className={isDangerous ? 'menu-item danger' : 'menu-item'} onAction={act}>
                  <Icon aria-hidden /> {name}
                </MenuItem>
              ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {isNaming && (
        <ReactionsDialog message={message} conversationId={conversationId} onClose={() => setNaming(false)} />
      )}
      {isDeleting && (
        <DeleteDialog
          message={message}
          conversationId={conversationId}
          onClose={() => setDeleting(false)}
          onDelete={on.onDelete}
        />
      )}
    </div>
  );
}

interface Action {
  name: string;
  icon: LucideIcon;
  act: () => void;
  isDangerous?: true;
  /** Also for who only looks at a public channel. */
  isForAll?: true;
}

interface Dialogs {
  onDelete: () => void;
  onNames: () => void;
}

function useActions({ message, conversationId, onEdit }: ActOn, { onDelete, onNames }: Dialogs): Action[] {
  const conversation = useParley().conversation(conversationId);
  const viewerId = useViewerId();
  const { say, attempt } = useNotice();
  const copy = (text: string, words: string) => void attempt(copyText(text).then(() => say(words)));
  const link = location.origin + addressOf({ conversationId, seq: message.seq, panel: null });
  const isOwn = message.author?.id === viewerId;
  const { pinned } = message;
  return [
    { name: 'Copy link', icon: Link, isForAll: true, act: () => copy(link, 'Link copied') },
    ...(message.text
      ? [
          {
            name: 'Copy text',
            icon: Copy,
            isForAll: true as const,
            act: () => copy(withNames(message.text, message.mentions), 'Text copied'),
          },
        ]
      : []),
    {
      name: pinned ? 'Unpin' : 'Pin',
      icon: pinned ? PinOff : Pin,
      act: () => void attempt(conversation.pin(message.id, !pinned)),
    },
    ...(message.reactions.length > 0
      ? [{ name: 'Who reacted', icon: SmilePlus, isForAll: true as const, act: onNames }]
      : []),
    ...(isOwn ? [{ name: 'Edit', icon: Pencil, act: onEdit }] : []),
    ...(isOwn ? [{ name: 'Delete …', icon: Trash2, act: onDelete, isDangerous: true as const }] : []),
  ];
}
