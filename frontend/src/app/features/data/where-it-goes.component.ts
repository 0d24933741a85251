import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { DEFAULT_PREFERENCES } from '#contracts';
import { SessionService } from '../../core/session/session.service.js';
import { COMPANIES, recipientsOf } from './recipients.js';

/** One line before anything is sent: which company in which country will get it, and the page that tells the rest. */
@Component({
  selector: 'byok-where-it-goes',
  imports: [RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <span class="line">{{ t('data.line.' + what(), { companies: names(t) }) }}</span>&ngsp;<a class="byok-finger" routerLink="/data">{{ t('data.more') }}</a>
    </ng-container>
  `,
  styles: `
    :host {
      display: block;
    }
    a {
      color: inherit;
    }
    /* Said before the first question; after it, on a phone, the link is enough. */
    @media (max-width: 600px) {
      :host(.brief) .line {
        display: none;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WhereItGoesComponent {
  private readonly session = inject(SessionService);
  readonly what = input.required<'question' | 'recording' | 'text'>();
  /** `auto` or `<provider>/<id>`. */
  readonly model = input.required<string>();
  private readonly recipients = computed(() => recipientsOf(this.model(), this.session.account()?.preferences ?? DEFAULT_PREFERENCES));

  protected names(translate: (key: string) => string): string {
    const [first] = this.recipients();
    const names = this.recipients().map((id) => translate(`common.providers.${id}`));
    const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} ${translate('data.or')} ${names.at(-1)}` : names[0];
    return first === undefined ? '' : `${list} (${translate(`data.country.${COMPANIES[first].country}`)})`;
  }
}
