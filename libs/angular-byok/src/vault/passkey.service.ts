import { Injectable, computed, inject } from '@angular/core';
import type { Bytes } from '#vault';
import { BYOK_USER } from '../byok.options.js';
import { VaultService } from './vault.service.js';

/** The passkeys that open the signed-in user's vault in this browser, beside its password. */
@Injectable()
export class PasskeyService {
  private readonly vault = inject(VaultService);
  private readonly user = inject(BYOK_USER);
  /** Known while locked too. */
  readonly list = this.vault.passkeys;
  readonly availability = this.vault.passkeyAvailability;
  /** Whether there is a passkey to unlock with, and a browser that can. */
  readonly usable = computed(() => this.availability() === 'available' && this.list().some(({ damaged }) => !damaged));

  /** Asks the device to confirm. Takes the password; zero-fills it. @throws VaultError */
  async add(password: Bytes, label: string, signal?: AbortSignal): Promise<void> {
    const accountName = this.user()?.name ?? 'BYOK';
    await this.vault.change((vault) => vault.passkeys.add(password, label, accountName, signal));
  }

  /** Asks the device to confirm. The vault is unlocked afterwards. @throws VaultError */
  async unlock(signal?: AbortSignal): Promise<void> {
    await this.vault.change((vault) => vault.passkeys.unlock(signal));
  }

  /**
   * Mends a vault whose record is damaged, under a new password, and unlocks it. Asks the device to confirm. Takes the
   * password; zero-fills it. @throws VaultError
   */
  async restore(password: Bytes, signal?: AbortSignal): Promise<void> {
    await this.vault.change((vault) => vault.passkeys.restore(password, signal));
  }

  /** @throws VaultError */
  async remove(id: string): Promise<void> {
    await this.vault.change((vault) => vault.passkeys.remove(id));
  }
}
