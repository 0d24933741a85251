import { fingerprintOf } from './key-behaviour.js';

/** Per provider and kind; the oldest is given up when there are more. */
const LIMIT = 500;

interface Entry {
  readonly owner: string;
  readonly value: unknown;
}

/** What the emulators store, in memory. Each object is seen with the key that made it and with no other. */
export class ObjectStore {
  readonly #shelves = new Map<string, Map<string, Entry>>();

  /** The objects of one key at one provider. */
  ofKey(provider: string, key: string | undefined): OwnedObjects {
    const owner = fingerprintOf(key ?? '');
    return new OwnedObjects(owner, (kind) => this.#shelf(`${provider} ${kind}`));
  }

  #shelf(name: string): Map<string, Entry> {
    const shelf = this.#shelves.get(name) ?? new Map<string, Entry>();
    this.#shelves.set(name, shelf);
    return shelf;
  }
}

/** The stored objects that one key may see, by kind and id. */
export class OwnedObjects {
  readonly #owner: string;
  readonly #shelf: (kind: string) => Map<string, Entry>;

  constructor(owner: string, shelf: (kind: string) => Map<string, Entry>) {
    this.#owner = owner;
    this.#shelf = shelf;
  }

  /** Stores an object under an id, in place of an older one of the same id. */
  put(kind: string, id: string, value: unknown): void {
    const shelf = this.#shelf(kind);
    if (!shelf.has(id) && shelf.size >= LIMIT) shelf.delete(shelf.keys().next().value as string);
    shelf.set(id, { owner: this.#owner, value });
  }

  /** An object of this key; undefined for another's, too. The caller names the type that it stored under this kind. */
  find<T>(kind: string, id: string): T | undefined {
    const entry = this.#shelf(kind).get(id);
    return entry?.owner === this.#owner ? (entry.value as T) : undefined;
  }

  /** All objects of a kind, oldest first. */
  list<T>(kind: string): T[] {
    return [...this.#shelf(kind).values()].filter(({ owner }) => owner === this.#owner).map(({ value }) => value as T);
  }

  /** @returns whether there was one */
  remove(kind: string, id: string): boolean {
    return this.find(kind, id) !== undefined && this.#shelf(kind).delete(id);
  }
}
