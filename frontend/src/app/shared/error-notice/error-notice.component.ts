import { ChangeDetectionStrategy, Component, booleanAttribute, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertCircleOutline } from '@mdi/js';
import { IconComponent, PluralPipe } from '#angular-byok/elements';
import { toApiError, type ApiError, type UserFacingCode } from '../../core/http/api-error.js';
import { Connection } from '../../core/offline/connection.service.js';

/** Codes whose next step is on the AI keys page. */
const MENDED_AT_KEYS: ReadonlySet<UserFacingCode> = new Set([
  'key_malformed',
  'key_required',
  'key_invalid',
  'key_no_credit',
  'key_forbidden',
  'transit_root_changed',
  'transit_root_missing',
]);

/**
 * A failure in plain words with the next step; the server's own sentence is one click away.
 * Actions of the place (such as "Send again") go in as content.
 */
@Component({
  selector: 'byok-error-notice',
  imports: [IconComponent, PluralPipe, RouterLink, TranslocoDirective],
  templateUrl: './error-notice.component.html',
  styleUrl: './error-notice.component.scss',
  host: { '[attr.role]': "waits() ? null : 'alert'", '[class.waits]': 'waits()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ErrorNoticeComponent {
  private readonly connection = inject(Connection);
  readonly error = input.required<ApiError, unknown>({ transform: toApiError });
  /** Dictionary path with `title` and `next` of its own, for places that know more than the code tells. */
  readonly words = input<string>();
  /** What is missing here is loaded by itself once the server can be reached, which is said above the page. */
  readonly comesBack = input(false, { transform: booleanAttribute });
  protected readonly icon = mdiAlertCircleOutline;
  protected readonly here = inject(Router).url;
  protected readonly path = computed(() => this.words() ?? `errors.codes.${this.error().code}`);
  protected readonly waits = computed(() => this.comesBack() && this.error().code === 'offline' && this.connection.away());
  protected readonly mendedAtKeys = computed(() => MENDED_AT_KEYS.has(this.error().code));
}
