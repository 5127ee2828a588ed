import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Author } from '@parley/client';
import { Button } from 'react-aria-components';
import { useNotice } from '../app/notices';
import { problemOf } from '../app/problem';
import { useParley, useStore } from '@parley/client/react';
import { useIsMember } from '../conversation/use-is-member';
import { useViewerId } from '../app/viewer';
import { DialogFoot } from '../design/dialog-foot';
import { Trouble } from '../design/trouble';
import { PeopleChoice } from '../people/people-choice';
import { usePresence } from '../people/use-presence';
import { MemberRow } from './member-row';

/** Who is in a conversation, who of them is there, and adding more. */
export function MembersPanel({ conversationId }: { conversationId: string }) {
  const conversation = useParley().conversation(conversationId);
  const { status, members, hasMore, error } = useStore(conversation.members);
  const details = useStore(conversation.details);
  const viewerId = useViewerId();
  const isMember = useIsMember(conversationId);
  const presences = usePresence(members.flatMap(({ user }) => user?.id ?? []));
  const ownRole = members.find(({ user }) => user?.id === viewerId)?.role;
  return (
    <div className="panel-body">
      {details && details.kind !== 'DIRECT' && isMember && (
        <AddMembers conversationId={conversationId} present={new Set(members.flatMap(({ user }) => user?.id ?? []))} />
      )}
      {status === 'loading' && <span className="spinner" role="status" aria-label="Loading members" />}
      <Trouble onRetry={() => void conversation.members.refresh()}>{error && problemOf(error)}</Trouble>
      <ul className="members">
        {members.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            presence={member.user ? presences.get(member.user.id) : undefined}
            conversationId={conversationId}
            ownRole={ownRole}
            isFixed={details?.kind === 'DIRECT'}
          />
        ))}
      </ul>
      {hasMore && (
        <Button className="button plain" onPress={() => void conversation.members.loadMore()}>
          More members
        </Button>
      )}
    </div>
  );
}

function AddMembers({ conversationId, present }: { conversationId: string; present: ReadonlySet<string> }) {
  const conversation = useParley().conversation(conversationId);
  const { attempt } = useNotice();
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly Author[]>([]);
  async function add(): Promise<void> {
    if (!(await attempt(conversation.addMembers(chosen.map(({ id }) => id))))) return;
    setChosen([]);
    setOpen(false);
  }
  if (!isOpen)
    return (
      <Button className="button plain" onPress={() => setOpen(true)}>
        <UserPlus aria-hidden size={16} /> Add people
      </Button>
    );
  return (
    <div className="add-members">
      <PeopleChoice label="Add people" chosen={chosen} onChange={setChosen} without={present} />
      <DialogFoot
        label="Add"
        onAct={() => void add()}
        isDisabled={chosen.length === 0}
        onCancel={() => setOpen(false)}
      />
    </div>
  );
}
