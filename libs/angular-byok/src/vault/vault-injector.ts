import { Injectable, type EnvironmentInjector, type ProviderToken } from '@angular/core';

/** Where what is there from the application's start finds the vault, which comes with the routes that have one. */
@Injectable({ providedIn: 'root' })
export class VaultInjector {
  private connected: EnvironmentInjector | undefined;

  /** Returns what takes it back. */
  connect(injector: EnvironmentInjector): () => void {
    this.connected = injector;
    return () => {
      if (this.connected === injector) this.connected = undefined;
    };
  }

  /** @throws Error where no vault is provided */
  get<T>(token: ProviderToken<T>): T {
    if (this.connected === undefined) {
      throw new Error('There is no vault here: put provideByok() among the providers of the application, or of the routes that use keys.');
    }
    return this.connected.get(token);
  }
}
