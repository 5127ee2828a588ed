import type { ParleyClient } from '@parley/client';
import { I18nProvider } from 'react-aria-components';
import { SignInPage } from '../sign-in/sign-in-page';
import { InOwnLanguage } from './language';
import { later } from './later';
import { NoticePlace } from './notices';
import { Splash } from './splash';
import { ParleyProvider, useStore } from '@parley/client/react';

const Workspace = later(async () => (await import('./workspace')).Workspace, <Splash />);

/** The whole page: shows the sign-in if nobody is signed in. */
export function App({ parley }: { parley: ParleyClient }) {
  return (
    <I18nProvider>
      <ParleyProvider client={parley}>
        <NoticePlace>
          <Gate parley={parley} />
        </NoticePlace>
      </ParleyProvider>
    </I18nProvider>
  );
}

function Gate({ parley }: { parley: ParleyClient }) {
  const session = useStore(parley.session);
  switch (session.status) {
    case 'restoring':
      return <Splash />;
    case 'signedOut':
      return <SignInPage expired={session.expired} />;
    case 'signedIn':
      return (
        <InOwnLanguage key={session.userId}>
          <Workspace userId={session.userId} />
        </InOwnLanguage>
      );
  }
}
