import { Button } from 'react-aria-components';
import { go } from '../app/place';

/** There is no such conversation, or no longer for the viewer. */
export const Gone = () => (
  <div className="welcome" role="alert">
    <h1>This conversation is not there</h1>
    <p className="hint">It may have been left, or the link is not for you.</p>
    <Button className="button plain" onPress={() => go({ conversationId: null, seq: null, panel: null })}>
      To your conversations
    </Button>
  </div>
);
