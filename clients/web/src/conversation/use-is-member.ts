import { useParley, useStore } from '@parley/client/react';

/** Whether the viewer may do something in a conversation, and doesn't only look at a public channel. */
export const useIsMember = (conversationId: string): boolean =>
  useStore(useParley().conversation(conversationId).readState) !== null;
