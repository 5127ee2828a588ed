/** Into the clipboard. Browsers have `navigator.clipboard` in secure contexts only: elsewhere a selection is copied. */
export async function copyText(text: string): Promise<void> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (clipboard) return clipboard.writeText(text);
  if (!copySelected(text)) throw new Error('The browser does not copy here');
}

interface CopiesByCommand {
  execCommand(command: 'copy'): boolean;
}

function copySelected(text: string): boolean {
  const copied = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', copied, { capture: true });
  try {
    // the only way without a secure context (https://w3c.github.io/editing/docs/execCommand/)
    return (document as CopiesByCommand).execCommand('copy');
  } finally {
    document.removeEventListener('copy', copied, { capture: true });
  }
}
