import { ChangeDetectionStrategy, Component, DOCUMENT, computed, inject, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CreatedTokenView } from '#contracts';
import { CopyButtonComponent } from '../../../shared/copy-button.component.js';
import { ShownOnceComponent } from '../../../shared/shown-once.component.js';

/** The new token, this once, with a call that works as it stands: in the shell the token is a variable, not in the history. */
@Component({
  selector: 'byok-created-token',
  imports: [CopyButtonComponent, ShownOnceComponent, TranslocoDirective],
  template: `
    <byok-shown-once
      *transloco="let t"
      [heading]="t('accountPage.tokens.created', { name: token().name })"
      [note]="t('accountPage.tokens.once')"
      [text]="token().token"
      [copyLabel]="t('accountPage.tokens.copy')"
      [doneLabel]="t('accountPage.tokens.done')"
      (done)="done.emit()"
    >
      @if (calls()) {
        <p class="try">{{ t('accountPage.tokens.try') }}</p>
        <pre tabindex="0" [attr.aria-label]="t('accountPage.tokens.try')">{{ example() }}</pre>
        <div class="byok-row">
          <byok-copy-button [text]="example()" [label]="t('accountPage.tokens.copyExample')" [copiedLabel]="t('common.shownOnce.copied')" />
          <a class="byok-finger" href="/api/docs" target="_blank" rel="noopener">{{ t('accountPage.tokens.docs') }}</a>
        </div>
      }
    </byok-shown-once>
  `,
  styles: `
    .try {
      margin-top: 8px;
      font-weight: 500;
    }
    pre {
      margin: 0;
      padding: 10px 12px;
      overflow-x: auto;
      border-radius: 10px;
      background: var(--mat-sys-surface-container-lowest);
      color: var(--mat-sys-on-surface);
      font-family: ui-monospace, Menlo, monospace;
      font-size: 0.8125rem;
      line-height: 1.5;
    }
    .byok-row {
      margin-left: -12px;
    }
    a {
      color: inherit;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CreatedTokenComponent {
  private readonly origin = inject(DOCUMENT).location.origin;
  readonly token = input.required<CreatedTokenView>();
  readonly done = output();
  /** Only such a token may call models. */
  protected readonly calls = computed(() => this.token().scopes.includes('calls'));
  protected readonly example = computed(() =>
    [
      `export BYOK_TOKEN='${this.token().token}'`,
      `curl ${this.origin}/api/v1/chat/completions \\`,
      '  -H "Authorization: Bearer $BYOK_TOKEN" -H "Content-Type: application/json" \\',
      `  -d '{"model":"${this.token().models?.[0] ?? 'auto'}","messages":[{"role":"user","content":"Hello"}]}'`,
    ].join('\n'),
  );
}
