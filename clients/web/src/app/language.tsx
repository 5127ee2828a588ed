import { useParley, useStore } from '@parley/client/react';
import { useEffect, useState, type ReactNode } from 'react';
import { I18nProvider, useLocale } from 'react-aria-components';

const KEY = 'parley.language';

/** The page in the language of the account: what says which, and which way it is read. */
export function InOwnLanguage({ children }: { children: ReactNode }) {
  const viewer = useStore(useParley().viewer);
  // until the account is read: as it was last
  const [last] = useState(() => localStorage.getItem(KEY) ?? undefined);
  const locale = viewer?.locale ?? last;
  useEffect(() => {
    if (viewer) localStorage.setItem(KEY, viewer.locale);
  }, [viewer]);
  return (
    <I18nProvider locale={locale}>
      <OfDocument />
      {children}
    </I18nProvider>
  );
}

function OfDocument() {
  const { locale, direction } = useLocale();
  useEffect(() => {
    const { documentElement: page } = document;
    const before = { lang: page.lang, dir: page.dir };
    Object.assign(page, { lang: locale, dir: direction });
    return () => void Object.assign(page, before);
  }, [locale, direction]);
  return null;
}
