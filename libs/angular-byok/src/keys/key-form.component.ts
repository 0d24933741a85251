import { ChangeDetectionStrategy, Component, afterNextRender, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ByokProviderId } from '#contracts';
import { readPastedKey, takePastedKey, type PastedKey } from '../secret/pasted-key.js';
import { SecretFieldComponent } from '../secret/secret-field.component.js';
import type { VaultEntry } from '../state/vault-entry.js';
import { StoredKeys } from '../vault/stored-keys.service.js';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { KeyDetailsComponent } from './key-details.component.js';
import { KeyStepsComponent } from './key-steps.component.js';

/** What the form may remember of what is in the field: never where the key stands, nor any of it. */
type Recognised = Omit<PastedKey, 'start' | 'end'>;

export interface SavedKey {
  provider: ByokProviderId;
  id: string;
  /** Takes a replacement back; absent for a key that is new. */
  undo?: () => Promise<void>;
}

/** What is in the field doesn't end here: while it is typed it is not yet too short. */
const NOT_WHILE_TYPING: ReadonlySet<string> = new Set(['short']);

/**
 * Takes a provider key and puts it into the vault. Says what it recognised of what was pasted; what was around the key
 * is left out, and a provider that the key looks like is proposed.
 */
@Component({
  selector: 'byok-key-form',
  imports: [KeyDetailsComponent, KeyStepsComponent, MatButtonModule, SecretFieldComponent, TranslocoDirective],
  template: `
    <form autocomplete="off" *transloco="let t" (submit)="$event.preventDefault(); save()">
      <byok-key-steps [provider]="provider()" [keyUrl]="keyUrl()" />
      <byok-secret-field
        kind="key"
        [label]="t('vault.form.label', { provider: name() })"
        [hint]="keyHint() === '' ? t('vault.form.hintless') : t('vault.form.hint', { hint: keyHint() })"
        [error]="problem() === '' ? '' : t(problem(), problemParts())"
        [disabled]="busy()"
        (typed)="recognise()"
      />
      <div class="told" role="status">
        @if (told(); as pasted) {
          @if (pasted.additions.length > 0) {
            <p>{{ t('vault.form.leftOut', { parts: parts(pasted, t) }) }}</p>
          }
          @if (pasted.useless) {
            <p class="notice">{{ t('vault.form.useless.' + pasted.useless) }}</p>
          }
        }
      </div>
      @if (proposed(); as other) {
        <div class="proposal">
          <p>{{ t('vault.form.looksLike', { provider: t('vault.providers.' + other) }) }}</p>
          @if (replaces() === undefined) {
            <button mat-stroked-button type="button" [disabled]="busy()" disabledInteractive (click)="save(other)">
              {{ t('vault.form.saveAs', { provider: t('vault.providers.' + other) }) }}
            </button>
          }
        </div>
      }
      <ng-content />
      <byok-key-details [provider]="provider()" [stored]="replaces() ?? {}" />
      <div class="byok-row">
        <button mat-flat-button type="submit" [disabled]="busy()" disabledInteractive>
          {{ t(busy() ? 'vault.form.busy' : 'vault.form.submit') }}
        </button>
        <button mat-button type="button" (click)="cancelled.emit()">{{ t('vault.form.cancel') }}</button>
      </div>
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 14px;
      max-width: 560px;
      margin-top: 8px;
    }
    .told {
      display: grid;
      gap: 6px;
      font-size: 0.9375rem;
      line-height: 1.5;
    }
    .told:empty {
      display: none;
    }
    .notice,
    .proposal {
      padding: 10px 14px;
      border-radius: 12px;
      background: var(--byok-notice-container);
      color: var(--byok-on-notice-container);
    }
    .proposal {
      --mat-button-outlined-label-text-color: currentcolor;
      --mat-button-outlined-outline-color: currentcolor;

      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 16px;
      font-size: 0.9375rem;
      line-height: 1.5;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyFormComponent {
  private readonly keys = inject(StoredKeys);
  private readonly field = viewChild(SecretFieldComponent);
  private readonly details = viewChild(KeyDetailsComponent);
  readonly provider = input.required<ByokProviderId>();
  readonly name = input.required<string>();
  readonly keyHint = input('');
  readonly keyUrl = input('');
  /** The key whose place the new one takes; absent: it comes behind the provider's others. */
  readonly replaces = input<VaultEntry>();
  readonly saved = output<SavedKey>();
  readonly cancelled = output<void>();
  protected readonly busy = signal(false);
  private readonly failure = signal('');
  private readonly recognised = signal<Recognised | null>(null);
  private readonly refused = signal(false);
  protected readonly told = this.recognised.asReadonly();
  /** What keeps the text in the field from being a key, as a dictionary path. */
  protected readonly problem = computed(() => {
    if (this.failure() !== '') return this.failure();
    const kind = this.recognised()?.problem?.kind;
    return kind === undefined || (NOT_WHILE_TYPING.has(kind) && !this.refused()) ? '' : `vault.form.problem.${kind}`;
  });
  protected readonly problemParts = computed(() => {
    const problem = this.recognised()?.problem;
    if (!problem || !('position' in problem)) return {};
    return { position: problem.position, ...('character' in problem ? { character: problem.character } : {}) };
  });
  /** Another provider that the key looks like. */
  protected readonly proposed = computed(() => {
    const { provider, problem } = this.recognised() ?? {};
    return provider !== undefined && problem === undefined && provider !== this.provider() ? provider : undefined;
  });

  constructor() {
    afterNextRender(() => this.field()?.focus());
  }

  protected recognise(): void {
    this.failure.set('');
    this.refused.set(false);
    this.recognised.set(this.read());
  }

  /** @param provider the one that was proposed, when the person took it */
  protected async save(provider = this.provider()): Promise<void> {
    const field = this.field();
    if (!field || this.busy()) return;
    const details = this.details()?.read();
    if (details === undefined) return;
    const pasted = this.read();
    this.recognised.set(pasted);
    if (pasted === null) return this.refuse('vault.form.empty');
    if (pasted.problem) return this.refuse('');
    this.busy.set(true);
    try {
      const typed = field.take();
      const key = takePastedKey(typed, readPastedKey(typed));
      const replaced = this.replaces();
      if (replaced) this.saved.emit({ provider, ...(await this.keys.replace(replaced.id, key, details)) });
      else this.saved.emit({ provider, id: await this.keys.add(provider, key, provider === this.provider() ? details : { ...details, accounts: {} }) });
    } catch (error) {
      this.refuse(vaultProblemKey(error));
    } finally {
      this.busy.set(false);
    }
  }

  /** Looks at what is in the field; null when that is nothing. */
  private read(): Recognised | null {
    const typed = this.field()?.peek();
    if (!typed || typed.length === 0) return null;
    const { start: _start, end: _end, ...told } = readPastedKey(typed);
    typed.fill(0);
    return told;
  }

  private refuse(problem: string): void {
    this.failure.set(problem);
    this.refused.set(true);
    queueMicrotask(() => this.field()?.focus());
  }

  protected parts({ additions }: Recognised, translate: (key: string) => string): string {
    return additions.map((addition) => translate(`vault.form.part.${addition}`)).join(', ');
  }
}
