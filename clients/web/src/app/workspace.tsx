import { useState } from 'react';
import { ConversationView } from '../conversation/conversation-view';
import { Sidebar } from '../sidebar/sidebar';
import { ConnectionBanner } from './connection-banner';
import { Announcer } from './announcer';
import { Guarded } from './guarded';
import { later } from './later';
import { NotFound } from './not-found';
import { go, usePlace, type Place } from './place';
import { useDocumentTitle } from './use-document-title';
import { useSearchKey } from './use-search-key';
import { useOpenTheLatest } from './use-open-the-latest';
import { ViewerContext } from './viewer';
import { Welcome } from './welcome';
import './workspace.css';

const NewConversationDialog = later(
  async () => (await import('../dialogs/new-conversation-dialog')).NewConversationDialog,
);
const BrowseChannelsDialog = later(
  async () => (await import('../channels/browse-channels-dialog')).BrowseChannelsDialog,
);
const ProfileDialog = later(async () => (await import('../dialogs/profile-dialog')).ProfileDialog);
const SidePanel = later(async () => (await import('../panel/side-panel')).SidePanel);

type Dialog = 'new' | 'browse' | 'profile' | null;

/** What somebody who is signed in sees: the list, a conversation, and what is looked at beside it. On phones one of them. */
export function Workspace({ userId }: { userId: string }) {
  const place = usePlace();
  useSearchKey();
  const [dialog, setDialog] = useState<Dialog>(null);
  const close = () => setDialog(null);
  return (
    <ViewerContext value={userId}>
      <PageTitle />
      <OpenTheLatest />
      <main className="workspace" data-at={atOf(place)}>
        <ConnectionBanner />
        <Guarded className="sidebar">
          <Sidebar
            currentId={place.conversationId}
            onNew={() => setDialog('new')}
            onBrowse={() => setDialog('browse')}
            onSearch={() => go({ panel: { kind: 'search' } })}
            onProfile={() => setDialog('profile')}
          />
        </Guarded>
        <div className="main">
          <Guarded shows={place.conversationId}>
            {place.conversationId ? (
              <ConversationView key={place.conversationId} id={place.conversationId} place={place} />
            ) : place.isUnknown ? (
              <NotFound />
            ) : (
              <Welcome onNew={() => setDialog('new')} onBrowse={() => setDialog('browse')} />
            )}
          </Guarded>
        </div>
        {place.panel && <SidePanel conversationId={place.conversationId} panel={place.panel} />}
      </main>
      <Announcer />
      {dialog === 'new' && <NewConversationDialog onClose={close} />}
      {dialog === 'browse' && <BrowseChannelsDialog onClose={close} />}
      {dialog === 'profile' && <ProfileDialog onClose={close} />}
    </ViewerContext>
  );
}

/** What is seen where there is room for one of them. */
function atOf({ panel, conversationId, isUnknown = false }: Place): 'panel' | 'conversation' | 'list' {
  if (panel) return 'panel';
  return conversationId || isUnknown ? 'conversation' : 'list';
}

function PageTitle() {
  useDocumentTitle();
  return null;
}

function OpenTheLatest() {
  useOpenTheLatest();
  return null;
}
