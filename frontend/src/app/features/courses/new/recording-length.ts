/** How long the browser may take to read a recording's head, in milliseconds. */
const TIMEOUT_MS = 5_000;

/** Seconds of a recording, as the browser tells them from its head; undefined when it can't. Never throws. */
export async function recordingSeconds(file: File): Promise<number | undefined> {
  const media = document.createElement('audio');
  const address = URL.createObjectURL(file);
  try {
    return await new Promise<number | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
      const answer = (seconds: number | undefined): void => {
        clearTimeout(timer);
        resolve(seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined);
      };
      media.onloadedmetadata = () => answer(media.duration);
      media.onerror = () => answer(undefined);
      media.preload = 'metadata';
      media.src = address;
    });
  } finally {
    media.removeAttribute('src');
    URL.revokeObjectURL(address);
  }
}
