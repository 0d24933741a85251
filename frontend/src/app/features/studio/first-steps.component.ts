import { ChangeDetectionStrategy, Component, computed, effect, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiCheckCircle, mdiCircleOutline, mdiClose } from '@mdi/js';
import { VaultFacade } from '#angular-byok';
import { IconComponent } from '#angular-byok/elements';
import { FirstSteps } from '../../core/first-steps/first-steps.service.js';
import { ConversationService } from './conversation.service.js';

/** Three things to begin with, ticked as they are done; gone when all are. Each can be left out. */
@Component({
  selector: 'byok-first-steps',
  imports: [IconComponent, RouterLink, TranslocoDirective],
  template: `
    @if (shown()) {
      <section *transloco="let t" aria-labelledby="first-steps">
        <div class="top">
          <h2 id="first-steps">{{ t('studio.steps.heading') }}</h2>
          <button type="button" class="byok-finger" [attr.aria-label]="t('studio.steps.hide')" (click)="steps.hide()"><byok-icon [path]="icons.hide" /></button>
        </div>
        <ol>
          @for (step of list(); track step.name) {
            <li [class.done]="step.done">
              <byok-icon [path]="step.done ? icons.done : icons.open" />
              <span>
                @if (step.done || !step.path) {
                  <span class="name">{{ t('studio.steps.' + step.name + '.title') }}</span>
                } @else {
                  <a class="name byok-finger" [routerLink]="step.path">{{ t('studio.steps.' + step.name + '.title') }}</a>
                }
                @if (step.done) {
                  <span class="byok-visually-hidden">{{ t('studio.steps.done') }}</span>
                } @else {
                  <span class="text">{{ t('studio.steps.' + step.name + '.text') }}</span>
                }
              </span>
            </li>
          }
        </ol>
      </section>
    }
  `,
  styles: `
    :host:empty {
      display: none;
    }
    section {
      margin-bottom: 20px;
      padding: 16px 20px 18px;
      border-radius: 16px;
      background: var(--byok-own-container);
      color: var(--byok-on-own-container);
    }
    .top {
      display: flex;
      align-items: center;
      justify-content: space-between;
    }
    h2 {
      font-size: 1.0625rem;
    }
    button {
      display: grid;
      place-items: center;
      width: 32px;
      height: 32px;
      padding: 0;
      border: 0;
      border-radius: 8px;
      background: none;
      color: inherit;
      cursor: pointer;
    }
    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
      gap: 12px 20px;
      margin: 8px 0 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      gap: 10px;
      line-height: 1.45;
    }
    li byok-icon {
      flex: none;
      width: 20px;
      height: 20px;
      margin-top: 2px;
    }
    .name {
      color: inherit;
      font-weight: 550;
    }
    .done .name {
      text-decoration: line-through;
    }
    .text {
      display: block;
      font-size: 0.875rem;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FirstStepsComponent {
  private readonly vault = inject(VaultFacade);
  private readonly conversation = inject(ConversationService);
  protected readonly steps = inject(FirstSteps);
  protected readonly icons = { done: mdiCheckCircle, open: mdiCircleOutline, hide: mdiClose };
  protected readonly list = computed(() => {
    const done = this.steps.done() ?? [];
    return [
      { name: 'question', done: done.includes('question'), path: '' },
      { name: 'course', done: done.includes('course'), path: '/courses/new' },
      { name: 'key', done: this.vault.entries().length > 0, path: '/settings/keys' },
    ];
  });
  /** Beside a conversation they would be in the way. */
  protected readonly shown = computed(() => this.conversation.exchanges().length === 0 && this.steps.done() !== null && this.list().some(({ done }) => !done));

  constructor() {
    effect(() => {
      if (this.conversation.exchanges().some(({ state }) => state === 'done')) this.steps.complete('question');
    });
  }
}
