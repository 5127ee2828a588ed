import { Button } from 'react-aria-components';
import { Mark } from '../design/mark';

/** Where a conversation would be. */
export const Welcome = ({ onNew }: { onNew: () => void }) => (
  <div className="welcome">
    <Mark size={56} />
    <h1>Nothing open yet</h1>
    <p className="hint">Choose a conversation, or start one.</p>
    <Button className="button primary" onPress={onNew}>
      New conversation
    </Button>
  </div>
);
