import { Injectable, signal, type EnvironmentProviders, makeEnvironmentProviders } from '@angular/core';
import { VaultFacade, type VaultEntrySummary, type VaultStatus } from './vault.types.js';

@Injectable()
class AbsentVault extends VaultFacade {
  override readonly status = signal<VaultStatus>('absent');
  override readonly entries = signal<readonly VaultEntrySummary[]>([]);
  override readonly lockAt = signal<number | null>(null);
  override async sealedHeaders(): Promise<Record<string, string>> {
    return {};
  }
  override lock(): void {}
}

/** Registers the vault for the signed-in part of the application; also contributes to SIGN_OUT_HOOKS. */
export function provideVault(): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: VaultFacade, useClass: AbsentVault }]);
}
