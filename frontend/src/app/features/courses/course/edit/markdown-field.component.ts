import { ChangeDetectionStrategy, Component, ElementRef, input, model, output, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiCodeTags, mdiFormatBold, mdiFormatHeader2, mdiFormatItalic, mdiFormatListBulleted, mdiFormatListNumbered, mdiLinkVariant } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { MARKDOWN_COMMANDS, markdownChange, type MarkdownCommand } from './markdown-commands.js';

const ICONS: Readonly<Record<MarkdownCommand, string>> = {
  bold: mdiFormatBold,
  italic: mdiFormatItalic,
  heading2: mdiFormatHeader2,
  list: mdiFormatListBulleted,
  numbers: mdiFormatListNumbered,
  link: mdiLinkVariant,
  code: mdiCodeTags,
};

/** A Markdown text with buttons for those who don't know the marks. What the buttons do can be undone like typing. */
@Component({
  selector: 'byok-markdown-field',
  imports: [IconComponent, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <div class="tools" role="group" [attr.aria-label]="t('course.editor.tools')">
        @for (command of commands; track command) {
          <button matIconButton type="button" [disabled]="disabled()" [attr.aria-label]="t('course.editor.' + command)" [title]="t('course.editor.' + command)" (click)="apply(command, t('course.editor.sample'))">
            <byok-icon [path]="icons[command]" />
          </button>
        }
      </div>
      <textarea
        #field
        rows="14"
        spellcheck="true"
        dir="auto"
        [attr.aria-label]="t('course.editor.text')"
        [attr.aria-invalid]="invalid()"
        [attr.aria-describedby]="describedBy()"
        [readonly]="disabled()"
        [value]="text()"
        (input)="text.set(field.value)"
        (keydown.control.b)="shortcut($event, 'bold', t('course.editor.sample'))"
        (keydown.control.i)="shortcut($event, 'italic', t('course.editor.sample'))"
        (keydown.meta.b)="shortcut($event, 'bold', t('course.editor.sample'))"
        (keydown.meta.i)="shortcut($event, 'italic', t('course.editor.sample'))"
        (keydown.escape)="$event.stopPropagation(); left.emit()"
      ></textarea>
    </ng-container>
  `,
  styleUrl: './markdown-field.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MarkdownFieldComponent {
  readonly text = model.required<string>();
  readonly disabled = input(false);
  readonly invalid = input(false);
  readonly describedBy = input<string | null>(null);
  /** Escape was pressed. */
  readonly left = output();
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  protected readonly commands = MARKDOWN_COMMANDS;
  protected readonly icons = ICONS;

  focus(): void {
    this.field().nativeElement.focus({ preventScroll: true });
  }

  protected shortcut(event: Event, command: MarkdownCommand, sample: string): void {
    event.preventDefault();
    this.apply(command, sample);
  }

  protected apply(command: MarkdownCommand, sample: string): void {
    const field = this.field().nativeElement;
    const change = markdownChange(command, { text: field.value, from: field.selectionStart, to: field.selectionEnd, sample });
    field.focus();
    field.setSelectionRange(change.from, change.to);
    // The only way that leaves the browser's own undo whole; where it is gone the text is changed all the same.
    if (!document.execCommand('insertText', false, change.insert)) field.setRangeText(change.insert);
    field.setSelectionRange(...(change.select as [number, number]));
    this.text.set(field.value);
  }
}
