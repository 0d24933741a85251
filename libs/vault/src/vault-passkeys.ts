import { FAILURES_THAT_LOCK } from './attempt-throttle.js';
import { equalBytes, zeroFill, type Bytes } from './bytes.js';
import type { Clock } from './clock.js';
import { unwrapDek } from './dek.js';
import { FORMAT_VERSION, MAXIMUM_PASSKEY_LABEL_LENGTH, type PasskeyRecord, type VaultRecord } from './format.js';
import type { KnownPasskey, PasskeyAuthenticator, PasskeyAvailability } from './passkey-authenticator.js';
import { PASSKEY_ROW_PREFIX, credentialName, isPasskeyRecord, unwrapDekByPasskey, wrapDekForPasskey } from './passkey-codec.js';
import type { VaultPasswords } from './vault-passwords.js';
import type { VaultSession } from './vault-session.js';
import type { VaultStore } from './vault-store.js';
import { VaultError } from './vault.error.js';

export interface VaultPasskeyOptions {
  userId: string;
  clock: Clock;
  authenticator: PasskeyAuthenticator;
  /** Called at the wrong passkey that is one too many. */
  lockOut: () => void;
}

/** What may be shown of a passkey; it can be read while the vault is locked, too. */
export interface PasskeyView {
  id: string;
  label: string;
  /** ISO 8601; empty when the stored row doesn't say. */
  addedAt: string;
  lastUsedAt?: string;
  /** Opens nothing: the row was changed or damaged. */
  damaged: boolean;
}

/** The passkeys that open the vault beside the password. All methods throw VaultError only. */
export class VaultPasskeys {
  /** @internal */
  constructor(
    private readonly store: VaultStore,
    private readonly session: VaultSession,
    private readonly passwords: VaultPasswords,
    private readonly options: VaultPasskeyOptions,
  ) {}

  /** Whether this browser and page can have passkeys; what an authenticator can shows only when it is asked. */
  async availability(): Promise<PasskeyAvailability> {
    return this.options.authenticator.availability();
  }

  async list(): Promise<PasskeyView[]> {
    const rows = (await this.store.listPasskeys()) as Partial<PasskeyRecord>[];
    return rows.map(toView).sort((left, right) => left.addedAt.localeCompare(right.addedAt));
  }

  /**
   * Makes a passkey and wraps the DEK for it. The password is asked for because the DEK in memory can't be wrapped.
   * It is checked first, so that a wrong one leaves no passkey behind, and zero-filled.
   * @param label what the user calls the passkey
   * @param accountName what the device calls it
   * @throws VaultError like `Vault.unlock`, `conflict`, and the codes that begin with `passkey-`
   */
  async add(password: Bytes, label: string, accountName: string, signal?: AbortSignal): Promise<PasskeyView> {
    const { record, kek } = await this.passwords.authenticate(password).finally(() => zeroFill(password));
    const made = await this.options.authenticator.register({ accountName, known: await this.sound(), signal });
    try {
      const passkey = await this.wrapFor(record, kek, made, label);
      await this.store.addPasskey(record, passkey);
      this.session.announceChange();
      return toView(passkey);
    } catch (error) {
      this.options.authenticator.forget(made.credentialId);
      throw error;
    } finally {
      zeroFill(made.prf);
    }
  }

  /**
   * Unlocks with whichever passkey is at hand. A passkey that doesn't open the vault counts as a wrong password;
   * one that wasn't used counts for nothing.
   * @throws VaultError `absent`, `damaged`, `not-found`, `too-many-attempts`, and the codes that begin with `passkey-`
   */
  async unlock(signal?: AbortSignal): Promise<void> {
    await this.passwords.readRecord();
    const { dek, record } = await this.ask(signal, false);
    this.session.begin(dek);
    await this.noteUse(record);
  }

  /**
   * Mends a vault whose record is damaged: a passkey opens the DEK, which gets a new password. The vault is unlocked
   * afterwards, with all its keys. Zero-fills the password.
   * @throws VaultError like `unlock`, but for `damaged`; `weak-password`; `conflict` when the record is sound
   */
  async restore(password: Bytes, signal?: AbortSignal): Promise<void> {
    try {
      await this.passwords.assertStrong(password);
      const damaged = await this.passwords.readDamaged();
      const { dek, record } = await this.ask(signal, true);
      this.session.begin(await this.passwords.replaceDamaged(damaged, dek, password));
      await this.noteUse(record);
      this.session.announceChange();
    } finally {
      zeroFill(password);
    }
  }

  /** The passkey opens the vault no more. An attacker who has the passkey and an older copy of the disk isn't stopped by that. */
  async remove(id: string): Promise<void> {
    const record = (await this.sound()).find(({ name }) => name === id);
    await this.store.deletePasskey(id);
    if (record) this.options.authenticator.forget(record.credentialId);
    this.session.announceChange();
  }

  /** After a reset: the devices may drop their part too. */
  forgetAll(passkeys: readonly PasskeyRecord[]): void {
    for (const { credentialId } of passkeys) this.options.authenticator.forget(credentialId);
  }

  /** Those whose rows are of the right form. */
  async sound(): Promise<PasskeyRecord[]> {
    return (await this.store.listPasskeys()).filter(isPasskeyRecord);
  }

  /** Lets the person confirm with whichever passkey is at hand, and opens the DEK with its answer. */
  private async ask(signal: AbortSignal | undefined, extractable: boolean): Promise<{ dek: CryptoKey; record: PasskeyRecord | undefined }> {
    const { authenticator, clock } = this.options;
    const known = await this.sound();
    if (known.length === 0) throw new VaultError('not-found');
    await this.store.assertMayAttempt(clock.wall());
    const { credentialId, prf } = await authenticator.evaluate(known, signal);
    try {
      const record = known.find((candidate) => equalBytes(candidate.credentialId, credentialId));
      return { dek: await this.open(record, prf, extractable), record };
    } finally {
      zeroFill(prf);
    }
  }

  private async open(record: PasskeyRecord | undefined, prf: Bytes, extractable: boolean): Promise<CryptoKey> {
    const failures = await this.store.reserveAttempt(this.options.clock.wall());
    try {
      const dek = await unwrapDekByPasskey(record, this.options.userId, prf, extractable);
      await this.store.clearAttempts();
      return dek;
    } catch (error) {
      if (failures >= FAILURES_THAT_LOCK) this.options.lockOut();
      throw error;
    }
  }

  /** The one place where the DEK can be wrapped for a passkey; the extractable handle doesn't outlive it. */
  private async wrapFor(record: VaultRecord, kek: CryptoKey, made: KnownPasskey & { prf: Bytes }, label: string): Promise<PasskeyRecord> {
    const { credentialId, prfSalt, transports } = made;
    const { userId } = this.options;
    const wrappedDek = await wrapDekForPasskey(await unwrapDek(record, kek, userId, true), userId, made);
    return {
      name: PASSKEY_ROW_PREFIX + credentialName(credentialId),
      formatVersion: FORMAT_VERSION,
      credentialId,
      prfSalt,
      wrappedDek,
      label: shortened(label),
      transports: [...transports],
      addedAt: this.now(),
    };
  }

  /** Best effort: the vault is open already. */
  private async noteUse(record: PasskeyRecord | undefined): Promise<void> {
    if (record) await this.store.notePasskeyUse(record.name, this.now()).catch(() => undefined);
  }

  private now(): string {
    return new Date(this.options.clock.wall()).toISOString();
  }
}

function shortened(label: string): string {
  return Array.from(label.trim()).slice(0, MAXIMUM_PASSKEY_LABEL_LENGTH).join('');
}

/** Rows are read with suspicion: whatever isn't text is left out. */
function toView(row: Partial<PasskeyRecord>): PasskeyView {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const isMoment = (value: unknown): value is string => typeof value === 'string' && Number.isFinite(Date.parse(value));
  return {
    id: text(row.name),
    label: shortened(text(row.label)),
    addedAt: isMoment(row.addedAt) ? row.addedAt : '',
    ...(isMoment(row.lastUsedAt) ? { lastUsedAt: row.lastUsedAt } : {}),
    damaged: !isPasskeyRecord(row),
  };
}
