/** Small display settings in localStorage. Browsers that forbid storage just forget them. */
export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Private mode or full storage: the choice lasts until the page closes.
  }
}

export function removeSetting(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // As above.
  }
}

/** A year, in seconds. */
const REMEMBERED = 365 * 24 * 60 * 60;

/** Tells the server of a display setting, for the page that it sends before any script has come; null takes that back. */
export function shareSetting(cookie: string, value: string | null): void {
  const attributes = [`${cookie}=${value ?? ''}`, 'path=/', `max-age=${value === null ? 0 : REMEMBERED}`, 'samesite=lax'];
  if (location.protocol === 'https:') attributes.push('secure');
  document.cookie = attributes.join('; ');
}
