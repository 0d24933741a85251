import { ChangeDetectionStrategy, Component, input, model } from '@angular/core';
import { MatRadioModule } from '@angular/material/radio';

export interface Choice {
  value: string;
  label: string;
  text: string;
}

/** A question with few answers, each explained in a sentence. */
@Component({
  selector: 'byok-choice-list',
  imports: [MatRadioModule],
  template: `
    <fieldset>
      <legend [class.heading]="prominent()">{{ legend() }}</legend>
      @if (hint()) {
        <p class="byok-muted">{{ hint() }}</p>
      }
      <mat-radio-group class="byok-choices" [value]="value()" (change)="value.set($event.value)" [disabled]="disabled()" [attr.aria-label]="legend()">
        @for (choice of choices(); track choice.value) {
          <mat-radio-button [value]="choice.value">
            <span class="label">{{ choice.label }}</span>
            <span class="text">{{ choice.text }}</span>
          </mat-radio-button>
        }
      </mat-radio-group>
    </fieldset>
  `,
  styleUrl: './choice-list.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ChoiceListComponent {
  readonly legend = input.required<string>();
  readonly hint = input('');
  readonly choices = input.required<readonly Choice[]>();
  readonly disabled = input(false);
  /** The question is the heading of its section. */
  readonly prominent = input(false);
  readonly value = model.required<string>();
}
