import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiPaperclip } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { AttachmentDraft } from './attachment-draft.service.js';

/** Opens the browser's file dialog. It offers every file: what it is shows when it is read. */
@Component({
  selector: 'byok-attach-button',
  imports: [IconComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <button class="byok-round" type="button" [attr.aria-label]="t('studio.composer.attach')" [title]="t('studio.composer.attach')" (click)="picker.click()">
        <byok-icon [path]="icon" />
      </button>
      <input #picker type="file" multiple hidden (change)="take(picker)" />
    </ng-container>
  `,
  styles: `
    button {
      color: var(--mat-sys-on-surface-variant);
    }
    byok-icon {
      width: 22px;
      height: 22px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AttachButtonComponent {
  private readonly draft = inject(AttachmentDraft);
  protected readonly icon = mdiPaperclip;

  protected take(picker: HTMLInputElement): void {
    this.draft.add([...(picker.files ?? [])]);
    // The same file may be chosen again after it was removed.
    picker.value = '';
  }
}
