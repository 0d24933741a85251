import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, signal } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { PROVIDER_ACCOUNT_HEADERS, type ByokProviderId } from '#contracts';
import type { KeyDetails } from '#vault';
import { isAccountId } from '../sealing/account-id.js';

/** As the vault has it; its library itself loads only when a vault is opened. */
const MAX_LABEL_LENGTH = 40;

/** What the user says of a key: a name of their own, and which of their accounts at the provider the key is to use. */
@Component({
  selector: 'byok-key-details',
  imports: [MatFormFieldModule, MatInputModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>{{ t('vault.details.label') }}</mat-label>
        <input
          matInput
          #label
          name="byok-key-label"
          autocomplete="off"
          [maxLength]="maxLabelLength"
          [placeholder]="t('vault.details.labelExample')"
          [value]="name()"
          (input)="name.set(label.value)"
        />
      </mat-form-field>
      <details [open]="hasAccounts()">
        <summary>{{ t('vault.details.accounts') }}</summary>
        <div class="accounts">
          <p class="byok-muted">{{ t('vault.details.accountsHint') }}</p>
          @for (header of headers(); track header) {
            <mat-form-field appearance="outline" subscriptSizing="dynamic">
              <mat-label>{{ t('vault.details.account.' + header) }}</mat-label>
              <input
                matInput
                #field
                [name]="'byok-' + header"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="128"
                [attr.aria-invalid]="isBad(header)"
                [errorStateMatcher]="{ isErrorState: isBadNow(header) }"
                [value]="values()[header] ?? ''"
                (input)="change(header, field.value)"
              />
              @if (isBad(header)) {
                <mat-hint class="bad">{{ t('vault.details.accountForm') }}</mat-hint>
              } @else {
                <mat-hint>{{ header }}</mat-hint>
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
  protected readonly headers = computed(() => PROVIDER_ACCOUNT_HEADERS[this.provider()]);
  protected readonly name = linkedSignal(() => this.stored().label ?? '');
  protected readonly values = linkedSignal<Readonly<Record<string, string>>>(() => ({ ...this.stored().accounts }));
  protected readonly hasAccounts = computed(() => Object.keys(this.stored().accounts ?? {}).length > 0);
  private readonly judged = signal(false);

  /** What is in the fields; undefined when a field has a form that no account has, which then is marked. */
  read(): KeyDetails | undefined {
    this.judged.set(true);
    if (this.headers().some((header) => this.isBad(header))) return undefined;
    const accounts = this.headers().map((header) => [header, this.values()[header]?.trim() ?? ''] as const);
    return { label: this.name(), accounts: Object.fromEntries(accounts) };
  }

  protected change(header: string, value: string): void {
    this.values.update((values) => ({ ...values, [header]: value }));
  }

  protected isBad(header: string): boolean {
    const value = this.values()[header]?.trim() ?? '';
    return this.judged() && value !== '' && !isAccountId(value);
  }

  protected readonly isBadNow = (header: string) => (): boolean => this.isBad(header);
}
