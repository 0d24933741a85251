import { Injectable, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { ByokProviderId, ValidationView } from '#contracts';
import { type ApiError, toApiError } from '../../core/http/api-error.js';
import { isStaleEnvelope } from '../../vault/stale-envelope.js';
import { vaultErrorCode, vaultProblemKey } from '../../vault/vault-problem.js';
import { VaultService } from '../../vault/vault.service.js';
import { KeyValidationApi } from './key-validation.api.js';

/** Why a test came to no verdict: our server's refusal, or a sentence of the vault's as a dictionary key. */
export type TestProblem = { api: ApiError } | { vault: string };

/** Tests stored keys and notes the verdict with the key. Several keys may be under test at once. */
@Injectable()
export class KeyTestService {
  private readonly vault = inject(VaultService);
  private readonly api = inject(KeyValidationApi);
  private readonly running = signal<ReadonlySet<ByokProviderId>>(new Set());
  private readonly failed = signal<ReadonlyMap<ByokProviderId, TestProblem>>(new Map());
  readonly testing = this.running.asReadonly();
  readonly problems = this.failed.asReadonly();

  /** Never throws: what went wrong shows in `problems`. */
  async test(provider: ByokProviderId): Promise<void> {
    const entry = this.vault.entries().find((candidate) => candidate.provider === provider);
    if (!entry || this.running().has(provider)) return;
    this.change(provider, true, undefined);
    try {
      const { verdict, code, detail, models } = await this.validate(provider);
      const at = new Date().toISOString();
      await this.vault.recordCheck(entry.id, { verdict, ...(code ? { code } : {}), detail, models, at });
      this.change(provider, false, undefined);
    } catch (error) {
      this.change(provider, false, vaultErrorCode(error) ? { vault: vaultProblemKey(error) } : { api: toApiError(error) });
    }
  }

  forgetProblem(provider: ByokProviderId): void {
    this.change(provider, this.running().has(provider), undefined);
  }

  /** The server may have changed its transit key since the envelope was made: then once more with a fresh one. */
  private async validate(provider: ByokProviderId): Promise<ValidationView> {
    const send = async (): Promise<ValidationView> =>
      firstValueFrom(this.api.validate(provider, await this.vault.sealedHeaders([provider])));
    try {
      return await send();
    } catch (error) {
      if (!isStaleEnvelope(error)) throw error;
      this.vault.discardEnvelopes();
      return send();
    }
  }

  private change(provider: ByokProviderId, running: boolean, problem: TestProblem | undefined): void {
    this.running.update((set) => new Set(running ? [...set, provider] : [...set].filter((other) => other !== provider)));
    this.failed.update((map) => {
      const others = [...map].filter(([other]) => other !== provider);
      return new Map(problem ? [...others, [provider, problem] as const] : others);
    });
  }
}
