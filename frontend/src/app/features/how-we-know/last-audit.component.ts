import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoDirective } from '@jsverse/transloco';
import { catchError, map, of, startWith } from 'rxjs';
import { DayPipe, PluralPipe } from '#angular-byok/elements';
import { LastAuditApi } from '../../core/api/last-audit.api.js';
import { judge } from './audit-verdict.js';

/** One line: when the server was last searched for plain keys, and what was found; or that nobody ever looked. */
@Component({
  selector: 'byok-last-audit',
  imports: [DayPipe, PluralPipe, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (line(); as line) {
        @if (line.audit; as audit) {
          @let on = { day: audit.date | day, routes: 'known.routes' | plural: audit.routes };
          @if (line.verdict === 'found') {
            <strong>{{ t('known.found', { day: on.day, routes: on.routes, count: audit.findings }) }}</strong>
          } @else {
            {{ t('known.clean', on) }}
            @if (line.verdict === 'old') {
              <strong>{{ t('known.old') }}</strong>
            }
          }
        } @else if (line.verdict === 'never') {
          <strong>{{ t('known.never') }}</strong>
        } @else if (line.verdict === 'unknown') {
          <strong>{{ t('known.unknown') }}</strong>
        } @else {
          {{ t('known.asking') }}
        }
      }
    </ng-container>
  `,
  styles: `
    strong {
      color: var(--byok-notice);
      font-weight: 550;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LastAuditComponent {
  protected readonly line = toSignal(
    inject(LastAuditApi)
      .lastAudit()
      .pipe(
        map((audit) => ({ audit, verdict: judge(audit, Date.now()) })),
        catchError(() => of({ audit: null, verdict: 'unknown' as const })),
        startWith({ audit: null, verdict: 'asking' as const }),
      ),
  );
}
