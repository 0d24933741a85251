import { ChangeDetectionStrategy, Component, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { mdiCheck, mdiContentCopy } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';

/** Copies a text and says so for two seconds. */
@Component({
  selector: 'byok-copy-button',
  imports: [IconComponent, MatButtonModule],
  template: `
    <button mat-button type="button" (click)="copy()">
      <byok-icon [path]="copied() ? icons.copied : icons.copy" />
      <span aria-live="polite">{{ copied() ? copiedLabel() : label() }}</span>
    </button>
  `,
  styles: `
    byok-icon {
      width: 18px;
      height: 18px;
      margin-right: 8px;
      vertical-align: -4px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CopyButtonComponent {
  readonly text = input.required<string>();
  readonly label = input.required<string>();
  readonly copiedLabel = input.required<string>();
  /** The browser refused. */
  readonly failed = output();
  protected readonly copied = signal(false);
  protected readonly icons = { copy: mdiContentCopy, copied: mdiCheck };

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text());
      this.copied.set(true);
      setTimeout(() => this.copied.set(false), 2000);
    } catch {
      this.failed.emit();
    }
  }
}
