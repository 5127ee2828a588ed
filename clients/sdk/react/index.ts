import {
  createContext,
  createElement,
  useContext,
  useSyncExternalStore,
  type FunctionComponent,
  type ReactNode,
} from 'react';
import type { ConnectionState, Conversation, ConversationListState, ParleyClient, SessionState } from '../api.js';
import type { PendingMessage, Viewer } from '../model.js';
import type { Store } from '../store.js';
import type { TimelineState } from '../timeline.js';

const Context = createContext<ParleyClient | undefined>(undefined);

interface Props {
  readonly client: ParleyClient;
  readonly children?: ReactNode;
}

/** Gives a client to what is below. Who made it closes it. */
export const ParleyProvider: FunctionComponent<Props> = ({ client, children }) =>
  createElement(Context.Provider, { value: client }, children);

/** The client. Errors: outside of a ParleyProvider. */
export function useParley(): ParleyClient {
  const client = useContext(Context);
  if (!client) throw new Error('useParley needs a ParleyProvider above it');
  return client;
}

/** What a store is now. While it is shown it is live; give the same store each time. */
export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get, store.get);

export const useConnection = (): ConnectionState => useStore(useParley().connection);
export const useSession = (): SessionState => useStore(useParley().session);
export const useViewer = (): Viewer | null => useStore(useParley().viewer);
export const useConversations = (): ConversationListState => useStore(useParley().conversations);
export const useOutbox = (): readonly PendingMessage[] => useStore(useParley().outbox);

/** The same conversation for the same id; its stores are for `useStore`. */
export const useConversation = (id: string): Conversation => useParley().conversation(id);
export const useTimeline = (id: string): TimelineState => useStore(useConversation(id).timeline);
