import { shownInHeader } from '../platform/shown-in-header.js';

/** At most this many are repeated to the client. */
const MAX_NAMES = 50;

/** Collects the names of what a translation leaves out, each once. */
export class DroppedNames {
  readonly #names = new Set<string>();

  /** @param first names fit to be shown in a header */
  constructor(first: readonly string[] = []) {
    for (const name of first.slice(0, MAX_NAMES)) this.#names.add(name);
  }

  /** For `TranslatedChat`. */
  readonly add = (name: string): void => {
    if (this.#names.size < MAX_NAMES) this.#names.add(shownInHeader(name));
  };

  /** Fit to be shown in a header. */
  list(): readonly string[] {
    return [...this.#names];
  }
}
