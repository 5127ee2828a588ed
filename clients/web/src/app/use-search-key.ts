import { useEffect } from 'react';
import { go } from './place';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** As it is shown, and as `aria-keyshortcuts` has it. */
export const SEARCH_KEY = isApple ? { shown: '⌘K', keys: 'Meta+K' } : { shown: 'Ctrl K', keys: 'Control+K' };

/** Ctrl+K, or ⌘K where Ctrl+K deletes a line, leads to the search from anywhere but a dialog. */
export function useSearchKey(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isIt = event.key.toLowerCase() === 'k' && (isApple ? event.metaKey : event.ctrlKey) && !event.shiftKey;
      if (!isIt || event.altKey || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      go({ panel: { kind: 'search' } });
      // where it was open already
      document.querySelector<HTMLInputElement>('.search-field input')?.select();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
