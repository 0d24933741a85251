import { FAILURES_THAT_LOCK } from './attempt-throttle.js';
import type { Bytes } from './bytes.js';
import type { Clock } from './clock.js';
import { checkVaultRecord, generateDek, unwrapDek, wrapDek } from './dek.js';
import type { VaultRecord } from './format.js';
import { deriveKek, newKdfParameters } from './kdf.js';
import type { PasswordStrength } from './strength/password-strength.js';
import type { VaultStore } from './vault-store.js';
import { VaultError, isVaultError } from './vault.error.js';

export interface VaultPasswordOptions {
  userId: string;
  clock: Clock;
  iterations: number;
  checkPassword: (password: Bytes) => Promise<Pick<PasswordStrength, 'acceptable'>>;
  /** Called at the wrong password that is one too many. */
  lockOut: () => void;
}

/** From password to DEK. Leaves all passwords to the caller, who zero-fills them. */
export class VaultPasswords {
  constructor(
    private readonly store: VaultStore,
    private readonly options: VaultPasswordOptions,
  ) {}

  /** @throws VaultError `damaged`, or the store's codes */
  async vaultExists(): Promise<boolean> {
    try {
      await this.readRecord();
      return true;
    } catch (error) {
      if (isVaultError(error, 'absent')) return false;
      throw error;
    }
  }

  /** @throws VaultError `exists`, `weak-password` */
  async createVault(password: Bytes): Promise<CryptoKey> {
    await this.assertStrong(password);
    const { iterations, userId } = this.options;
    const kdf = newKdfParameters(iterations);
    const kek = await deriveKek(password, kdf);
    const record = await wrapDek(await generateDek(), kek, kdf, userId);
    const dek = await unwrapDek(record, kek, userId);
    await this.store.createVault(record);
    return dek;
  }

  /** @throws VaultError `absent`, `damaged`, `wrong-password`, `too-many-attempts` */
  async openVault(password: Bytes): Promise<CryptoKey> {
    const { record, kek } = await this.authenticate(password);
    const dek = await unwrapDek(record, kek, this.options.userId);
    if (record.kdf.iterations < this.options.iterations) await this.raiseIterations(record, kek, password);
    return dek;
  }

  /** Wraps the same DEK under `next`, in one transaction. @throws VaultError like `openVault`, and `weak-password`, `conflict` */
  async changePassword(current: Bytes, next: Bytes): Promise<void> {
    await this.assertStrong(next);
    const { record, kek } = await this.authenticate(current);
    await this.rewrap(record, kek, next);
  }

  /**
   * The checked record and the KEK that opens it. The caller unwraps with it at once, in one function.
   * @throws VaultError like `openVault`
   */
  async authenticate(password: Bytes): Promise<{ record: VaultRecord; kek: CryptoKey }> {
    const { clock, userId, lockOut } = this.options;
    const record = await this.readRecord();
    // While the key is derived the attempt is noted; whether the password is right shows only after both.
    const [failures, kek] = await Promise.all([this.store.reserveAttempt(clock.wall()), deriveKek(password, record.kdf)]);
    try {
      await unwrapDek(record, kek, userId);
    } catch (error) {
      if (failures >= FAILURES_THAT_LOCK) lockOut();
      throw error;
    }
    await this.store.clearAttempts();
    return { record, kek };
  }

  /** Best effort: a vault that can't be re-wrapped now still opens. */
  private async raiseIterations(record: VaultRecord, kek: CryptoKey, password: Bytes): Promise<void> {
    try {
      await this.rewrap(record, kek, password);
    } catch (error) {
      if (!isVaultError(error)) throw error;
    }
  }

  private async rewrap(record: VaultRecord, kek: CryptoKey, password: Bytes): Promise<void> {
    const { iterations, userId } = this.options;
    const dek = await unwrapDek(record, kek, userId, true);
    const kdf = newKdfParameters(Math.max(iterations, record.kdf.iterations));
    await this.store.replaceVault(record, await wrapDek(dek, await deriveKek(password, kdf), kdf, userId));
  }

  /** The checked record. @throws VaultError `absent`, `damaged` */
  async readRecord(): Promise<VaultRecord> {
    return checkVaultRecord(await this.store.readVault(), this.options.userId);
  }

  /** The record as stored, where it is damaged. @throws VaultError `absent`, `newer-version`; `conflict` when it is sound */
  async readDamaged(): Promise<unknown> {
    const stored = await this.store.readVault();
    try {
      await checkVaultRecord(stored, this.options.userId);
    } catch (error) {
      if (isVaultError(error, 'damaged')) return stored;
      throw error;
    }
    throw new VaultError('conflict');
  }

  /** Wraps `dek`, which is extractable, under `next` in the place of a damaged record. @throws VaultError `conflict` */
  async replaceDamaged(damaged: unknown, dek: CryptoKey, next: Bytes): Promise<CryptoKey> {
    const { iterations, userId } = this.options;
    const kdf = newKdfParameters(iterations);
    const kek = await deriveKek(next, kdf);
    const record = await wrapDek(dek, kek, kdf, userId);
    await this.store.replaceDamaged(damaged, record);
    return unwrapDek(record, kek, userId);
  }

  /** @throws VaultError `weak-password` */
  async assertStrong(password: Bytes): Promise<void> {
    if (!(await this.options.checkPassword(password)).acceptable) throw new VaultError('weak-password');
  }
}
