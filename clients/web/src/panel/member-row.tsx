import { EllipsisVertical, MessageCircle, ShieldCheck, UserMinus, UserRound } from 'lucide-react';
import type { ConversationRole, Member, Person, Presence } from '@parley/client';
import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { later } from '../app/later';
import { useNotice } from '../app/notices';
import { go } from '../app/place';
import { useParley } from '@parley/client/react';
import { useViewerId } from '../app/viewer';
import { IconButton } from '../design/icon-button';
import { Avatar } from '../people/avatar';
import { STATUS_WORDS } from '../people/status-words';

const ConfirmDialog = later(async () => (await import('../dialogs/confirm-dialog')).ConfirmDialog);

interface Props {
  member: Member;
  presence: Presence | undefined;
  conversationId: string;
  ownRole: ConversationRole | undefined;
  /** Its members never change. */
  isFixed: boolean;
}

const ROLE_WORDS: Readonly<Record<ConversationRole, string>> = {
  OWNER: 'Owner',
  MODERATOR: 'Moderator',
  MEMBER: '',
  READER: 'Reader',
};

export function MemberRow({ member: { user, role }, presence, ...rest }: Props) {
  const viewerId = useViewerId();
  if (!user) return null;
  const status = presence?.status ?? 'OFFLINE';
  return (
    <li className="member">
      <Avatar person={user} presence={status} />
      <span className="member-name">
        <bdi>{user.displayName}</bdi>
        <small dir="auto">{presence?.text || STATUS_WORDS[status]}</small>
      </span>
      {user.bot && <span className="tag">Bot</span>}
      {ROLE_WORDS[role] && <span className="tag">{ROLE_WORDS[role]}</span>}
      {user.id === viewerId ? <span className="tag">You</span> : <MemberMenu user={user} role={role} {...rest} />}
    </li>
  );
}

type MenuProps = Omit<Props, 'member' | 'presence'> & { user: Person; role: ConversationRole };

function MemberMenu({ user: { id: userId, displayName }, role, conversationId, ownRole, isFixed }: MenuProps) {
  const parley = useParley();
  const conversation = parley.conversation(conversationId);
  const { attempt } = useNotice();
  const [isRemoving, setRemoving] = useState(false);
  const mayManage = !isFixed && (ownRole === 'OWNER' || ownRole === 'MODERATOR') && role !== 'OWNER';
  async function write(): Promise<void> {
    const doing = parley.createConversation({ kind: 'DIRECT', memberIds: [userId] });
    if (await attempt(doing)) go({ conversationId: (await doing).id });
  }
  return (
    <>
      <MenuTrigger>
        <IconButton small icon={EllipsisVertical} label="What to do with this member" />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="menu-item" onAction={() => void write()}>
              <MessageCircle aria-hidden /> Write to them
            </MenuItem>
            {mayManage && ownRole === 'OWNER' && (
              <MenuItem
                className="menu-item"
                onAction={() =>
                  void attempt(conversation.setRole(userId, role === 'MODERATOR' ? 'MEMBER' : 'MODERATOR'))
                }
              >
                {role === 'MODERATOR' ? <UserRound aria-hidden /> : <ShieldCheck aria-hidden />}
                {role === 'MODERATOR' ? 'No longer a moderator' : 'Make a moderator'}
              </MenuItem>
            )}
            {mayManage && (
              <MenuItem className="menu-item danger" onAction={() => setRemoving(true)}>
                <UserMinus aria-hidden /> Remove …
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {isRemoving && (
        <ConfirmDialog
          title="Remove this member?"
          label="Remove"
          onAct={() => conversation.removeMember(userId)}
          onClose={() => setRemoving(false)}
        >
          <p>
            <bdi className="author">{displayName}</bdi> hears nothing more of this conversation. They can be added
            again.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
