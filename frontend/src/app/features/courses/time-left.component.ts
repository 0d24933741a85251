import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { PluralPipe } from '#angular-byok/elements';

/** How long something will take, in rough words; empty while nobody knows. */
@Component({
  selector: 'byok-time-left',
  imports: [PluralPipe, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (minutes(); as count) {
        {{ 'courses.left.minutes' | plural: count }}
      } @else if (seconds() !== undefined) {
        {{ t('courses.left.soon') }}
      }
    </ng-container>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TimeLeftComponent {
  readonly seconds = input.required<number | undefined>();
  protected readonly minutes = computed(() => {
    const seconds = this.seconds();
    return seconds === undefined || seconds < 60 ? 0 : Math.round(seconds / 60);
  });
}
