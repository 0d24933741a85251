import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { FormControl, ReactiveFormsModule, type AbstractControl, type ValidationErrors } from '@angular/forms';
import type { ErrorStateMatcher } from '@angular/material/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { PROVIDER_ACCOUNT_HEADERS, type ByokProviderId } from '#contracts';
import type { KeyDetails } from '#vault';
import { isAccountId } from '../sealing/account-id.js';

/** As the vault has it; its library itself loads only when a vault is opened. */
const MAX_LABEL_LENGTH = 40;

/** Holds for an empty field, too. */
function accountForm({ value }: AbstractControl<string>): ValidationErrors | null {
  const account = value.trim();
  return account === '' || isAccountId(account) ? null : { accountForm: true };
}

function fieldsFor(provider: ByokProviderId, { label = '', accounts }: KeyDetails) {
  const stored: Readonly<Record<string, string | undefined>> = accounts ?? {};
  return {
    label: new FormControl(label, { nonNullable: true }),
    accounts: PROVIDER_ACCOUNT_HEADERS[provider].map((header) => ({ header, field: new FormControl(stored[header] ?? '', { nonNullable: true, validators: accountForm }) })),
  };
}

/** What the user says of a key: a name of their own, and which of their accounts at the provider the key is to use. Holds no key. */
@Component({
  selector: 'byok-key-details',
  imports: [MatFormFieldModule, MatInputModule, ReactiveFormsModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>{{ t('vault.details.label') }}</mat-label>
        <input
          matInput
          [formControl]="fields().label"
          name="byok-key-label"
          autocomplete="off"
          [maxLength]="maxLabelLength"
          [placeholder]="t('vault.details.labelExample')"
        />
      </mat-form-field>
      <details [open]="hasAccounts()">
        <summary>{{ t('vault.details.accounts') }}</summary>
        <div class="accounts">
          <p class="byok-muted">{{ t('vault.details.accountsHint') }}</p>
          @for (account of fields().accounts; track account.header) {
            <mat-form-field appearance="outline" subscriptSizing="dynamic">
              <mat-label>{{ t('vault.details.account.' + account.header) }}</mat-label>
              <input
                matInput
                [formControl]="account.field"
                [name]="'byok-' + account.header"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="128"
                [errorStateMatcher]="whenJudged"
              />
              @if (judged() && account.field.invalid) {
                <mat-hint class="bad">{{ t('vault.details.accountForm') }}</mat-hint>
              } @else {
                <mat-hint>{{ account.header }}</mat-hint>
              }
            </mat-form-field>
          }
        </div>
      </details>
    </ng-container>
  `,
  styles: `
    :host,
    .accounts {
      display: grid;
      gap: 12px;
    }
    .accounts {
      padding-top: 10px;
    }
    summary {
      width: fit-content;
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.9375rem;
      cursor: pointer;
    }
    .bad {
      color: var(--byok-danger);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyDetailsComponent {
  readonly provider = input.required<ByokProviderId>();
  /** What is stored already. */
  readonly stored = input<KeyDetails>({});
  protected readonly maxLabelLength = MAX_LABEL_LENGTH;
  /** Begin anew when something else is stored. */
  protected readonly fields = computed(() => fieldsFor(this.provider(), this.stored()));
  protected readonly hasAccounts = computed(() => Object.keys(this.stored().accounts ?? {}).length > 0);
  /** A form that no account has is said once the fields were read, not while somebody types. */
  protected readonly judged = signal(false);
  protected readonly whenJudged: ErrorStateMatcher = { isErrorState: (control) => this.judged() && control !== null && control.invalid };

  /** What is in the fields; undefined when a field has a form that no account has, which then is marked. */
  read(): KeyDetails | undefined {
    this.judged.set(true);
    const { label, accounts } = this.fields();
    if (accounts.some(({ field }) => field.invalid)) return undefined;
    return { label: label.value, accounts: Object.fromEntries(accounts.map(({ header, field }) => [header, field.value.trim()])) };
  }
}
