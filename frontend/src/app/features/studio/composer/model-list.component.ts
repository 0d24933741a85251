import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { DayPipe, sunsetKey } from '#angular-byok/elements';
import { hasTokenPrice } from '#contracts';
import { TYPICAL_ANSWER, costOf } from '../../../shared/money/cost.js';
import { CountPipe, RubPipe } from '../../../shared/money/rub.pipe.js';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { matchingGroups, type ModelGroup, type ModelOption } from './model-groups.js';

let lists = 0;

/**
 * All chat models with what they cost and are good for, and a search. The keyboard goes through them from the search
 * field, as in a combobox; what is beyond the plan can be read and not chosen.
 */
@Component({
  selector: 'byok-model-list',
  imports: [CountPipe, DayPipe, MatFormFieldModule, MatInputModule, RubPipe, TranslocoDirective],
  templateUrl: './model-list.component.html',
  styleUrl: './model-list.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModelListComponent {
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(LanguageService).language;
  private readonly search = viewChild<ElementRef<HTMLInputElement>>('search');
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly groups = input.required<readonly ModelGroup[]>();
  /** `auto` or `<provider>/<id>`. */
  readonly value = input.required<string>();
  readonly chosen = output<string>();

  protected readonly id = `byok-models-${(lists += 1)}`;
  protected readonly typed = signal('');
  protected readonly sunsetKey = sunsetKey;
  protected readonly shown = computed(() => {
    this.language();
    return matchingGroups(this.groups(), this.typed(), (provider) => this.transloco.translate(`common.providers.${provider}`));
  });
  /** What can be chosen, in the order of the list. */
  protected readonly choices = computed(() => [
    ...(this.typed().trim() === '' ? ['auto'] : []),
    ...this.shown().flatMap(({ models }) => models.filter(({ allowed }) => allowed).map(({ value }) => value)),
  ]);
  private readonly wanted = signal<string | undefined>(undefined);
  /** Where the keyboard is. */
  protected readonly active = computed(() => {
    const choices = this.choices();
    return [this.wanted(), this.value()].find((value) => value !== undefined && choices.includes(value)) ?? choices[0];
  });
  /** Whose exact prices are shown. */
  protected readonly described = computed(() => this.groups().flatMap(({ models }) => models).find(({ value }) => value === this.active()));

  constructor() {
    afterNextRender(() => {
      this.search()?.nativeElement.focus();
      this.showActive();
    });
  }

  protected note(text: string): void {
    this.typed.set(text);
    this.wanted.set(undefined);
  }

  protected press(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.move(step);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const active = this.active();
      if (active !== undefined) this.chosen.emit(active);
    }
  }

  protected optionId(value: string): string {
    return `${this.id}-${value.replace(/[^\w-]/g, '-')}`;
  }

  protected cost(model: ModelOption): number | undefined {
    return costOf(model.pricing, TYPICAL_ANSWER);
  }

  protected hasPrice({ pricing }: ModelOption): boolean {
    return hasTokenPrice(pricing);
  }

  /** Dictionary paths of what the model is good for. */
  protected strengths({ tier, abilities }: ModelOption): string[] {
    const able = [
      ...(abilities.includes('vision') ? ['vision'] : []),
      ...(abilities.includes('audio') ? ['audio'] : []),
    ];
    return [`tier${tier}`, ...able].map((name) => `studio.model.good.${name}`);
  }

  private move(step: number): void {
    const choices = this.choices();
    const at = choices.indexOf(this.active() ?? '');
    const next = choices[Math.min(Math.max(at + step, 0), choices.length - 1)];
    this.wanted.set(next);
    if (next !== undefined) queueMicrotask(() => this.showActive());
  }

  private showActive(): void {
    const active = this.active();
    if (active !== undefined) this.host.querySelector(`#${CSS.escape(this.optionId(active))}`)?.scrollIntoView({ block: 'nearest' });
  }
}
