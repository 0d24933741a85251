import { Injectable, inject, signal, type Provider } from '@angular/core';
import { Subject, filter, firstValueFrom, map, takeUntil } from 'rxjs';
import { vaultErrorCode, vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';
import { StoredKeys } from '../vault/stored-keys.service.js';
import type { ValidationView } from '#contracts';
import { KeyTestApi } from './key-test.api.js';

/** Why a test came to no verdict: what the host's HttpClient failed with, or a sentence of the vault's as a dictionary key. */
export type TestProblem = { server: unknown } | { vault: string };

/** Tests stored keys, named by their ids, and notes the verdict with the key. Several keys may be under test at once. */
@Injectable()
export class KeyTestService {
  private readonly vault = inject(VaultService);
  private readonly keys = inject(StoredKeys);
  private readonly api = inject(KeyTestApi);
  private readonly running = signal<ReadonlySet<string>>(new Set());
  private readonly failed = signal<ReadonlyMap<string, TestProblem>>(new Map());
  private readonly stopped = new Subject<string>();
  readonly testing = this.running.asReadonly();
  readonly problems = this.failed.asReadonly();

  /** Never throws: what went wrong shows in `problems`. A test that was stopped leaves all as it was. */
  async test(id: string): Promise<void> {
    const entry = this.vault.entries().find((candidate) => candidate.id === id);
    if (!entry || this.running().has(id)) return;
    this.change(id, true, undefined);
    try {
      const view = await this.validate(id, entry.provider);
      if (view) {
        const { verdict, code, hint, detail, models, missing } = view;
        const at = new Date().toISOString();
        await this.keys.recordCheck(id, { verdict, ...(code ? { code } : {}), ...(hint ? { hint } : {}), detail, models, missing, at });
      }
      this.change(id, false, undefined);
    } catch (error) {
      this.change(id, false, vaultErrorCode(error) ? { vault: vaultProblemKey(error) } : { server: error });
    }
  }

  /** Ends a test that is under way; the server's call ends with it. */
  stop(id: string): void {
    this.stopped.next(id);
  }

  forgetProblem(id: string): void {
    this.change(id, this.running().has(id), undefined);
  }

  /** Undefined when it was stopped. */
  private validate(id: string, provider: ValidationView['provider']): Promise<ValidationView | undefined> {
    const stop = this.stopped.pipe(filter((stopped) => stopped === id));
    const call = this.api.validate(provider, id).pipe(
      map((view): ValidationView | undefined => view),
      takeUntil(stop),
    );
    return firstValueFrom(call, { defaultValue: undefined });
  }

  private change(id: string, running: boolean, problem: TestProblem | undefined): void {
    this.running.update((set) => new Set(running ? [...set, id] : [...set].filter((other) => other !== id)));
    this.failed.update((map) => {
      const others = [...map].filter(([other]) => other !== id);
      return new Map(problem ? [...others, [id, problem] as const] : others);
    });
  }
}

/** For the keys page, whose cards share one, and for a card that stands alone. */
export const KEY_TESTS: Provider[] = [
  KeyTestApi,
  { provide: KeyTestService, useFactory: () => inject(KeyTestService, { skipSelf: true, optional: true }) ?? new KeyTestService() },
];
