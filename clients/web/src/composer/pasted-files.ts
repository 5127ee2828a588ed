/** What of a clipboard is looked at. */
type Clipboard = Pick<DataTransfer, 'getData'> & { readonly files: ArrayLike<File> };

/**
 * The files that somebody pastes. Cells and formatted text come with a picture of themselves: they are text. Files that
 * were copied in a file manager may come with their names as text: they are files.
 */
export function pastedFiles(clipboard: Clipboard): readonly File[] {
  const files = Array.from(clipboard.files);
  const lines = clipboard
    .getData('text/plain')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const areNames = lines.every((line) => files.some(({ name }) => line.trim().endsWith(name)));
  return areNames ? files : [];
}
