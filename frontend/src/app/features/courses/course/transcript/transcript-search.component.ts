import { ChangeDetectionStrategy, Component, ElementRef, computed, input, model, output, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiChevronDown, mdiChevronUp, mdiClose, mdiMagnify } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';

/** The field of the search, how much was found, and the way from place to place. */
@Component({
  selector: 'byok-transcript-search',
  imports: [IconComponent, MatButtonModule, TranslocoDirective],
  template: `
    <search *transloco="let t">
      <byok-icon class="glass" [path]="icons.search" />
      <input
        #field
        type="search"
        autocomplete="off"
        enterkeyhint="search"
        [attr.aria-label]="t('course.transcript.search.label')"
        [placeholder]="t('course.transcript.search.label')"
        [value]="query()"
        (input)="query.set(field.value)"
        (keydown.enter)="$event.preventDefault(); step.emit(1)"
        (keydown.shift.enter)="$event.preventDefault(); step.emit(-1)"
        (keydown.escape)="clear()"
      />
      <div class="found">
        <span class="count" role="status">
          @if (asked()) {
            {{ count() === 0 ? t('course.transcript.search.nothing') : t('course.transcript.search.place', { at: at() + 1, count: count() }) }}
          }
        </span>
        @if (asked()) {
          <button matIconButton type="button" [disabled]="count() === 0" [attr.aria-label]="t('course.transcript.search.before')" (click)="step.emit(-1)">
            <byok-icon [path]="icons.up" />
          </button>
          <button matIconButton type="button" [disabled]="count() === 0" [attr.aria-label]="t('course.transcript.search.next')" (click)="step.emit(1)">
            <byok-icon [path]="icons.down" />
          </button>
          <button matIconButton type="button" [attr.aria-label]="t('course.transcript.search.clear')" (click)="clear()">
            <byok-icon [path]="icons.clear" />
          </button>
        }
      </div>
    </search>
  `,
  styleUrl: './transcript-search.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TranscriptSearchComponent {
  readonly query = model.required<string>();
  /** How many places were found. */
  readonly count = input.required<number>();
  /** Number of the place that is looked at, from 0. */
  readonly at = input.required<number>();
  /** To the next place, or the one before. */
  readonly step = output<1 | -1>();
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');
  protected readonly icons = { search: mdiMagnify, up: mdiChevronUp, down: mdiChevronDown, clear: mdiClose };
  protected readonly asked = computed(() => this.query().trim() !== '');

  protected clear(): void {
    this.query.set('');
    this.field()?.nativeElement.focus();
  }
}
