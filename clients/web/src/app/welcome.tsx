import { Button } from 'react-aria-components';
import { useParley, useStore } from '@parley/client/react';
import { Mark } from '../design/mark';
import { FirstRun } from '../channels/first-run-later';
import { useWide } from './use-wide';

interface Props {
  onNew: () => void;
  onBrowse: () => void;
}

/** Where a conversation would be. */
export function Welcome({ onNew, onBrowse }: Props) {
  const { status, conversations } = useStore(useParley().conversations);
  const isWide = useWide();
  // where there is no room for both it is in the list
  if (isWide && status === 'ready' && conversations.length === 0) return <FirstRun onNew={onNew} onBrowse={onBrowse} />;
  return (
    <div className="welcome">
      <Mark size={56} />
      <h1>Nothing open yet</h1>
      <p className="hint">Choose a conversation, or start one.</p>
      <Button className="button primary" onPress={onNew}>
        New conversation
      </Button>
    </div>
  );
}
