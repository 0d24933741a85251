import { ChangeDetectionStrategy, Component, afterNextRender, inject, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { UnlockComponent } from '../../vault/unlock.component.js';
import { ConversationService } from './conversation.service.js';

/** A key is there but locked in: unlock on the spot, let the platform pay if that is allowed, or go back to the text. */
@Component({
  selector: 'byok-unlock-question',
  imports: [MatButtonModule, TranslocoDirective, UnlockComponent],
  template: `
    <section aria-labelledby="unlock-question" *transloco="let t">
      <div class="words">
        <h2 id="unlock-question">{{ t('studio.unlock.heading') }}</h2>
        <p class="byok-muted">{{ t('studio.unlock.text') }}</p>
      </div>
      <byok-unlock [headed]="false" />
      <div class="others">
        @if (conversation.preferences().fallback !== 'never') {
          <button mat-button type="button" (click)="conversation.sendWithoutKey()">{{ t('studio.unlock.withoutKey') }}</button>
          <span class="byok-muted">{{ t('studio.unlock.withoutKeyText') }}</span>
        }
        <button mat-button class="back" type="button" (click)="conversation.takeBack()">{{ t('studio.unlock.back') }}</button>
      </div>
    </section>
  `,
  styles: `
    section {
      display: grid;
      gap: 16px;
      padding: 20px;
      border: 1px solid var(--mat-sys-primary);
      border-radius: 18px;
      background: var(--mat-sys-surface-container-lowest);
      box-shadow: 0 6px 24px rgb(0 0 0 / 6%);
    }
    .words {
      display: grid;
      gap: 4px;
    }
    .others .byok-muted {
      padding-left: 12px;
    }
    .others {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 8px;
      margin: 0 -12px -8px;
    }
    .back {
      margin-left: auto;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnlockQuestionComponent {
  protected readonly conversation = inject(ConversationService);
  private readonly unlock = viewChild(UnlockComponent);

  constructor() {
    afterNextRender(() => this.unlock()?.focus());
  }
}
