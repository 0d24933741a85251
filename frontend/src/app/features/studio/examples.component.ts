import { ChangeDetectionStrategy, Component, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiFileTreeOutline, mdiFormatListChecks, mdiSchoolOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';

/** The empty Studio: three ways to begin. Emits the prompt's text. */
@Component({
  selector: 'byok-examples',
  imports: [IconComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2>{{ t('studio.examples.heading') }}</h2>
      <ul>
        @for (example of examples; track example.key) {
          <li>
            <button type="button" (click)="chosen.emit(t('studio.examples.' + example.key + '.prompt'))">
              <byok-icon [path]="example.icon" />
              <span class="title">{{ t('studio.examples.' + example.key + '.title') }}</span>
              <span class="text">{{ t('studio.examples.' + example.key + '.text') }}</span>
            </button>
          </li>
        }
      </ul>
    </ng-container>
  `,
  styleUrl: './examples.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExamplesComponent {
  readonly chosen = output<string>();
  protected readonly examples = [
    { key: 'outline', icon: mdiFileTreeOutline },
    { key: 'lesson', icon: mdiSchoolOutline },
    { key: 'quiz', icon: mdiFormatListChecks },
  ];
}
