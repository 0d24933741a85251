import { ChangeDetectionStrategy, Component, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';

/** The way out when the password is forgotten or the vault damaged: delete it, after a typed confirmation. */
@Component({
  selector: 'byok-reset-vault',
  imports: [MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  template: `
    <details #details *transloco="let t">
      <summary #summary>{{ t(forgotten() ? 'vault.keys.reset.forgotten' : 'vault.keys.reset.summary') }}</summary>
      <form autocomplete="off" (submit)="submit($event, t('vault.keys.reset.word'))">
        @if (forgotten()) {
          <p>{{ t('vault.keys.reset.text') }}</p>
        }
        <p>{{ t('vault.keys.reset.consequence') }} {{ t('vault.keys.reset.confirm', { word: t('vault.keys.reset.word') }) }}</p>
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label>{{ t('vault.keys.reset.field') }}</mat-label>
          <input matInput name="byok-confirm-reset" autocomplete="off" autocapitalize="none" [value]="typed()" (input)="note($event)" />
        </mat-form-field>
        @if (problem() !== '') {
          <p role="alert" class="problem">{{ t(problem()) }}</p>
        }
        <button mat-flat-button class="danger" type="submit" [disabled]="!matches(t('vault.keys.reset.word'))">
          {{ t('vault.keys.reset.submit') }}
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
  private readonly details = viewChild<ElementRef<HTMLDetailsElement>>('details');
  private readonly summary = viewChild<ElementRef<HTMLElement>>('summary');
  protected readonly typed = signal('');
  protected readonly problem = signal('');

  /** For somebody who was led here: unfolded, and where the keyboard goes on. */
  open(): void {
    const details = this.details()?.nativeElement;
    if (details) details.open = true;
    this.summary()?.nativeElement.focus();
  }

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
