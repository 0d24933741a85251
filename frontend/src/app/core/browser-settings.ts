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
