import { useViewerId } from '../app/viewer';

interface Props {
  userId: string;
  name: string;
}

/** Somebody who is named in a message; oneself stands out. */
export function MentionName({ userId, name }: Props) {
  const viewerId = useViewerId();
  return <bdi className={userId === viewerId ? 'mention own-mention' : 'mention'}>@{name}</bdi>;
}
