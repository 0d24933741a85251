const STILL = '(prefers-reduced-motion: reduce)';

/**
 * Brings a row of the transcript into the middle of what is seen. Far rows are laid out on the way, which moves them:
 * hence the second look. Nothing happens while the transcript is on a tab that is not shown.
 * @param gently near rows glide, unless the person wants less motion
 */
export function scrollToRow(transcript: HTMLElement, index: number, gently: boolean): void {
  const row = transcript.querySelector<HTMLElement>(`[data-row="${index}"]`);
  if (row === null || !transcript.checkVisibility({ visibilityProperty: true })) return;
  if (gently && Math.abs(row.getBoundingClientRect().top) < 2 * innerHeight && !matchMedia(STILL).matches) {
    row.scrollIntoView({ block: 'center', behavior: 'smooth' });
    return;
  }
  row.scrollIntoView({ block: 'center' });
  requestAnimationFrame(() => row.scrollIntoView({ block: 'center' }));
}
