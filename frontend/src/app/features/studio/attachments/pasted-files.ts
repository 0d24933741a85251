/**
 * The files of what is pasted: a screenshot, a picture of a page, files of a folder. None when words are pasted of
 * which the clipboard also holds a picture, as office programs put it there.
 */
export function pastedFiles(clipboard: Pick<DataTransfer, 'files' | 'getData'> | null): File[] {
  if (!clipboard) return [];
  const areWords = clipboard.getData('text/plain').trim() !== '' && clipboard.getData('text/html') !== '';
  return areWords ? [] : [...clipboard.files];
}
