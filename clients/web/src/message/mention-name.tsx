import type { ReactNode } from 'react';
import { useViewerId } from '../app/viewer';

interface Props {
  'data-mention'?: unknown;
  children: ReactNode;
}

/** Somebody who is named in a message; oneself stands out. */
export function MentionName({ 'data-mention': id, children }: Props) {
  const viewerId = useViewerId();
  if (typeof id !== 'string') return <span>{children}</span>;
  return <bdi className={id === viewerId ? 'mention own-mention' : 'mention'}>{children}</bdi>;
}
