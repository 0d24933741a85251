import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';
import { StoredKeys } from '../vault/stored-keys.service.js';
import { DEFAULT_PREFERENCES, FALLBACK_POLICIES, isFallbackPolicy, type ByokProviderId } from '#contracts';
import { BYOK_USER } from '../byok.options.js';
import { policyWords } from '../fallback/policy-words.js';

/** Whether the platform may step in for one provider's keys; kept in the vault, beside the choice for all. */
@Component({
  selector: 'byok-provider-policy',
  imports: [MatFormFieldModule, MatInputModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>{{ t('vault.keys.policy.label') }}</mat-label>
        <select matNativeControl #choice (change)="save(choice.value)">
          <option value="" [selected]="own() === undefined">
            {{ t('vault.keys.policy.common', { policy: t('vault.keys.policy.' + words[common()]) }) }}
          </option>
          @for (policy of policies; track policy) {
            <option [value]="policy" [selected]="own() === policy">{{ t('vault.keys.policy.' + words[policy]) }}</option>
          }
        </select>
      </mat-form-field>
      @if (problem() !== '') {
        <p role="alert">{{ t(problem()) }}</p>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: block;
      max-width: 520px;
    }
    mat-form-field {
      width: 100%;
    }
    p {
      color: var(--byok-danger);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderPolicyComponent {
  private readonly vault = inject(VaultService);
  private readonly keys = inject(StoredKeys);
  private readonly user = inject(BYOK_USER);
  readonly provider = input.required<ByokProviderId>();
  protected readonly policies = FALLBACK_POLICIES;
  protected readonly words = policyWords;
  protected readonly own = computed(() => this.vault.policies()[this.provider()]);
  protected readonly common = computed(() => this.user()?.fallback ?? DEFAULT_PREFERENCES.fallback);
  protected readonly problem = signal('');

  protected async save(value: string): Promise<void> {
    this.problem.set('');
    try {
      await this.keys.setPolicy(this.provider(), isFallbackPolicy(value) ? value : undefined);
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
    }
  }
}
