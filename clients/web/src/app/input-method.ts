/** What is looked at of a key: the code is deprecated, and the only thing that says it in Safari. */
interface Key {
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly key: string;
}

/**
 * While an input method composes, keys are its own: Enter takes what it suggests, Escape takes it back. No part of the
 * page sees them then, whatever it does with keys. Safari ends the composition before the key that ended it, and says it
 * by the key code alone (https://w3c.github.io/uievents/#determine-keydown-keyup-keyCode).
 */
export function leaveKeysToInputMethods(page: EventTarget = window): void {
  page.addEventListener(
    'keydown',
    (event) => {
      const { isComposing, keyCode, key } = event as unknown as Key;
      if (!isComposing && keyCode !== 229) return;
      event.stopImmediatePropagation();
      // nor does the browser: it would submit a form, or empty a search field
      if (key === 'Enter' || key === 'Escape') event.preventDefault();
    },
    { capture: true },
  );
}
