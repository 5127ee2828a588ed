import { useEffect, useState } from 'react';
import type { Person } from '@parley/client';
import { useParley, useStore } from '@parley/client/react';
import { ModalDialog } from '../design/modal';
import { PeopleList } from './people-list';

interface Props {
  conversationId: string;
  userIds: readonly string[];
  onClose: () => void;
}

/** So many are looked up who are not among the members that are loaded. */
const MOST_LOOKED_UP = 50;

/** Who has seen a message. */
export function SeenByDialog({ conversationId, userIds, onClose }: Props) {
  const parley = useParley();
  const { members } = useStore(parley.conversation(conversationId).members);
  const [others, setOthers] = useState<readonly Person[]>([]);
  const known = [...members.flatMap(({ user }) => user ?? []), ...others];
  const people = userIds.flatMap((id) => known.find((person) => person.id === id) ?? []);
  const unknown = userIds.filter((id) => !known.some((person) => person.id === id));
  const wanted = unknown.slice(0, MOST_LOOKED_UP - others.length).join(' ');
  useEffect(() => {
    if (wanted === '') return undefined;
    let isWanted = true;
    void Promise.all(wanted.split(' ').map((id) => parley.people.get(id).catch(() => null))).then(
      (found) => isWanted && setOthers((before) => [...before, ...found.filter((one) => one !== null)]),
    );
    return () => void (isWanted = false);
  }, [parley, wanted]);
  return (
    <ModalDialog title="Seen by" onClose={onClose}>
      <PeopleList people={people} count={userIds.length} label="Seen by" />
    </ModalDialog>
  );
}
