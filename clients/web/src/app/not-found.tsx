import { Button } from 'react-aria-components';
import { go } from './place';

/** For an address that leads nowhere. */
export const NotFound = () => (
  <div className="welcome" role="alert">
    <h1>There is no such page</h1>
    <p className="hint">The address may have been cut short or mistyped.</p>
    <Button className="button plain" onPress={() => go({ conversationId: null, seq: null, panel: null })}>
      To your conversations
    </Button>
  </div>
);
