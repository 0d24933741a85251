import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { VaultService, vaultProblemKey } from '#angular-byok';

/** The way out when the password is forgotten or the vault damaged: delete it, after a typed confirmation. */
@Component({
  selector: 'byok-reset-vault',
  imports: [MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  template: `
    <details *transloco="let t" [open]="opened()">
      <summary>{{ t(forgotten() ? 'settings.reset.forgotten' : 'settings.reset.summary') }}</summary>
      <form autocomplete="off" (submit)="submit($event, t('settings.reset.word'))">
        @if (forgotten()) {
          <p>{{ t('settings.reset.text') }}</p>
        }
        <p>{{ t('settings.reset.consequence') }} {{ t('settings.reset.confirm', { word: t('settings.reset.word') }) }}</p>
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label>{{ t('settings.reset.field') }}</mat-label>
          <input matInput name="byok-confirm-reset" autocomplete="off" autocapitalize="none" [value]="typed()" (input)="note($event)" />
        </mat-form-field>
        @if (problem() !== '') {
          <p role="alert" class="problem">{{ t(problem()) }}</p>
        }
        <button mat-flat-button class="danger" type="submit" [disabled]="!matches(t('settings.reset.word'))">
          {{ t('settings.reset.submit') }}
        </button>
      </form>
    </details>
  `,
  styleUrl: './disclosure.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ResetVaultComponent {
  private readonly vault = inject(VaultService);
  /** Words for somebody who can't open the vault. */
  readonly forgotten = input(false);
  readonly opened = input(false);
  protected readonly typed = signal('');
  protected readonly problem = signal('');

  protected note(event: Event): void {
    this.typed.set((event.target as HTMLInputElement).value);
  }

  protected matches(word: string): boolean {
    return this.typed().trim().toLowerCase() === word;
  }

  protected async submit(event: Event, word: string): Promise<void> {
    event.preventDefault();
    if (!this.matches(word)) return;
    await this.vault.reset().catch((error: unknown) => this.problem.set(vaultProblemKey(error)));
  }
}
