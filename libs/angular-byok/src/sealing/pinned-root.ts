/** In localStorage, which belongs to one origin. */
const NAME = 'byok-transit-root';

/** Undefined where nothing is pinned, and in a browser that forbids storage. */
export function readPinnedRoot(): string | undefined {
  try {
    return localStorage.getItem(NAME) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Undefined takes it away. A browser that forbids storage keeps it for the page alone. */
export function writePinnedRoot(root: string | undefined): void {
  try {
    if (root === undefined) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, root);
  } catch {
    // As above.
  }
}
