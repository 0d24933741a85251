import { hasKeyForm, type ByokProviderId } from '#contracts';
import { zeroFill, type Bytes, type PlainKey } from './bytes.js';
import type { Clock } from './clock.js';
import { openEntry, sealEntry } from './entry-codec.js';
import { MAXIMUM_KEY_LABEL_LENGTH, MAXIMUM_KEYS_PER_PROVIDER, type EntryMetadata, type EntryRecord, type KeyCall, type KeyCheck, type KeyDetails } from './format.js';
import type { VaultSession } from './vault-session.js';
import type { VaultStore } from './vault-store.js';
import { VaultError, isVaultError } from './vault.error.js';

/** How many characters of a key an open vault shows. */
const TAIL_LENGTH = 4;
/** Of shorter keys four characters would be too large a part. */
const MINIMUM_LENGTH_FOR_TAIL = 16;

/** A stored key as may be shown. `metadata` is null, and `tail` absent, when they can't be read now. */
export interface EntryView {
  id: string;
  provider: ByokProviderId;
  metadata: EntryMetadata | null;
  /** The key's last four characters, to tell keys apart; known only while the vault is open. */
  tail?: string;
  damaged: boolean;
}

/**
 * The keys of an open vault, at most three for one provider and in an order. Keys come as bytes and are zero-filled
 * here, on every path. All methods throw VaultError only.
 */
export class VaultKeys {
  /** @internal */
  constructor(
    private readonly store: VaultStore,
    private readonly session: VaultSession,
    private readonly userId: string,
    private readonly clock: Clock,
  ) {}

  /**
   * All entries; with their metadata, and each provider's in the order in which they are tried, while unlocked. A bad
   * one is marked and doesn't hide the others.
   */
  async list(): Promise<EntryView[]> {
    const records = await this.store.listEntries();
    const views = await Promise.all(records.map((record) => this.#view(record)));
    return views.sort((one, other) => rankOf(one.metadata) - rankOf(other.metadata));
  }

  /** Stores a key behind its provider's others. @throws VaultError `key-malformed`, `too-many-keys`, `locked`, `expired` */
  async add(provider: ByokProviderId, key: Bytes, details: KeyDetails = {}): Promise<EntryView> {
    try {
      const others = (await this.list()).filter((entry) => entry.provider === provider);
      const order = Math.max(this.clock.wall(), ...others.map(({ metadata }) => (metadata ? rankOf(metadata) + 1 : 0)));
      const { record, view } = await this.#seal(provider, key, { addedAt: this.#now(), order, ...tidy(details) });
      await this.store.addEntry(record, MAXIMUM_KEYS_PER_PROVIDER);
      this.session.announceChange();
      return view;
    } finally {
      zeroFill(key);
    }
  }

  /**
   * Stores a key in the place of another one of its provider. What was known of the old key goes with it.
   * @returns the old record, ciphertext only, for `restore`
   * @throws VaultError `key-malformed`, `not-found`, `conflict`, `locked`, `expired`
   */
  async replace(id: string, key: Bytes, details?: KeyDetails): Promise<{ entry: EntryView; replaced: EntryRecord }> {
    try {
      const replaced = await this.store.readEntry(id);
      const { metadata } = await this.#view(replaced);
      const kept = details === undefined ? tidy(metadata ?? {}) : tidy(details);
      const order = metadata ? rankOf(metadata) : this.clock.wall();
      const { record, view } = await this.#seal(replaced.provider, key, { addedAt: this.#now(), order, ...kept });
      await this.store.swapEntry(replaced, record);
      this.session.announceChange();
      return { entry: view, replaced };
    } finally {
      zeroFill(key);
    }
  }

  /** Changes what the user says of a key. @throws VaultError `not-found`, `tampered-entry`, `conflict`, `locked`, `expired` */
  async describe(id: string, details: KeyDetails): Promise<void> {
    await this.#rewrite(id, ({ label: _label, accounts: _accounts, ...others }) => ({ ...others, ...tidy(details) }));
  }

  /** Has a provider's keys tried in this order. Ids that are missing keep their places behind. @throws as `describe` does */
  async arrange(ids: readonly string[]): Promise<void> {
    const records = await Promise.all(ids.map((id) => this.store.readEntry(id)));
    const ranks = await Promise.all(records.map((record) => openEntry(this.session.dek(), this.userId, record, rankOf)));
    const sorted = [...ranks].sort((one, other) => one - other);
    const next = await Promise.all(
      records.map((record, index) => this.#resealed(record, (metadata) => ({ ...metadata, order: distinct(sorted, index) }))),
    );
    this.session.dek();
    await this.store.replaceEntries(records.map((record, index) => [record, next[index] as EntryRecord]));
    this.session.announceChange();
  }

  /** Notes the outcome of a test of the key, encrypted with it. */
  async recordCheck(id: string, check: KeyCheck): Promise<void> {
    await this.#rewrite(id, (metadata) => ({ ...metadata, check }));
  }

  /** Notes how a call with the key ended, encrypted with it. */
  async recordCall(id: string, call: Omit<KeyCall, 'at'>): Promise<void> {
    await this.#rewrite(id, (metadata) => ({ ...metadata, call: { ...call, at: this.#now() } }));
  }

  /**
   * Lends a key's bytes to `use` and zero-fills them after. The deadline is checked before decryption and again
   * before the bytes are handed out. `use` must not keep them, nor turn them into a string.
   * @throws VaultError `locked`, `expired`, `not-found`, `tampered-entry`
   */
  async lend<T>(id: string, use: (key: PlainKey) => T | Promise<T>): Promise<T> {
    this.session.dek();
    const record = await this.store.readEntry(id);
    const result = await openEntry(this.session.dek(), this.userId, record, (_metadata, key) => {
      this.session.dek();
      return use(key);
    });
    this.session.dek();
    return result;
  }

  /** Deletes an entry. The result, ciphertext only, can undo it through `restore`. */
  async delete(id: string): Promise<EntryRecord> {
    const record = await this.store.readEntry(id);
    await this.store.deleteEntry(id);
    this.session.announceChange();
    return record;
  }

  /** @param inPlaceOf the entry that had replaced it, which goes. @throws VaultError `too-many-keys` */
  async restore(record: EntryRecord, inPlaceOf?: string): Promise<void> {
    await this.store.addEntry(record, MAXIMUM_KEYS_PER_PROVIDER, inPlaceOf);
    this.session.announceChange();
  }

  async #seal(provider: ByokProviderId, key: Bytes, metadata: EntryMetadata): Promise<{ record: EntryRecord; view: EntryView }> {
    if (!hasKeyForm(key)) throw new VaultError('key-malformed');
    const content = { id: crypto.randomUUID(), provider, metadata };
    const tail = tailOf(key);
    const record = await sealEntry(this.session.dek(), this.userId, content, key);
    this.session.dek();
    return { record, view: { ...content, ...tail, damaged: false } };
  }

  async #rewrite(id: string, change: (metadata: EntryMetadata) => EntryMetadata): Promise<void> {
    this.session.dek();
    const record = await this.store.readEntry(id);
    await this.store.replaceEntries([[record, await this.#resealed(record, change)]]);
    this.session.announceChange();
  }

  #resealed(record: EntryRecord, change: (metadata: EntryMetadata) => EntryMetadata): Promise<EntryRecord> {
    const { id, provider } = record;
    return openEntry(this.session.dek(), this.userId, record, (metadata, key) =>
      sealEntry(this.session.dek(), this.userId, { id, provider, metadata: change(metadata) }, key),
    );
  }

  async #view(record: EntryRecord): Promise<EntryView> {
    const { id, provider } = record;
    if (!this.session.check()) return { id, provider, metadata: null, damaged: false };
    try {
      const known = await openEntry(this.session.dek(), this.userId, record, (metadata, key) => ({ metadata, ...tailOf(key) }));
      return { id, provider, ...known, damaged: false };
    } catch (error) {
      return { id, provider, metadata: null, damaged: isVaultError(error, 'tampered-entry') };
    }
  }

  #now(): string {
    return new Date(this.clock.wall()).toISOString();
  }
}

/** Entries whose metadata can't be read come last. */
function rankOf(metadata: EntryMetadata | null): number {
  if (metadata === null) return Number.MAX_SAFE_INTEGER;
  return metadata.order ?? Date.parse(metadata.addedAt);
}

/** The rank at a place of sorted ranks, raised where two were equal. */
function distinct(sorted: readonly number[], index: number): number {
  let rank = sorted[0] ?? 0;
  for (let at = 1; at <= index; at += 1) rank = Math.max(sorted[at] ?? 0, rank + 1);
  return rank;
}

/** What the user said, without what was left empty. */
function tidy({ label, accounts }: KeyDetails): KeyDetails {
  const name = label?.trim().slice(0, MAXIMUM_KEY_LABEL_LENGTH) ?? '';
  const given = Object.entries(accounts ?? {}).filter(([, value]) => value !== '');
  return { ...(name === '' ? {} : { label: name }), ...(given.length === 0 ? {} : { accounts: Object.fromEntries(given) }) };
}

function tailOf(key: Uint8Array): { tail?: string } {
  if (key.length < MINIMUM_LENGTH_FOR_TAIL) return {};
  return { tail: String.fromCharCode(...key.slice(-TAIL_LENGTH)) };
}
