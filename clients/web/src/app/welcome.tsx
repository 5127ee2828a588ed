import { Button } from 'react-aria-components';
import { useParley, useStore } from '@parley/client/react';
import { Mark } from '../design/mark';
import { FirstRun } from '../channels/first-run-later';

interface Props {
  onNew: () => void;
  onBrowse: () => void;
}

/** Where a conversation would be. */
export function Welcome({ onNew, onBrowse }: Props) {
  const { status, conversations } = useStore(useParley().conversations);
  if (status === 'ready' && conversations.length === 0) return <FirstRun onNew={onNew} onBrowse={onBrowse} />;
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
