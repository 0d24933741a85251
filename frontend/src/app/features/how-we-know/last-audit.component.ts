import { ChangeDetectionStrategy, Component, inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoDirective } from '@jsverse/transloco';
import { catchError, filter, map, of, startWith, switchMap, type Observable } from 'rxjs';
import { DayPipe, PluralPipe } from '#angular-byok/elements';
import type { AuditView } from '#contracts';
import { LastAuditApi } from '../../core/api/last-audit.api.js';
import { Connection } from '../../core/offline/connection.service.js';
import { judge, type AuditVerdict } from './audit-verdict.js';

interface AuditLine {
  audit: AuditView | null;
  verdict: AuditVerdict | 'unknown' | 'asking';
}

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
        } @else if (line.verdict === 'unknown' && connection.away()) {
          {{ t('common.offline.waits') }}
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
  private readonly api = inject(LastAuditApi);
  protected readonly connection = inject(Connection);
  protected readonly line: Signal<AuditLine | undefined> = toSignal(
    this.connection.returned.pipe(
      filter(() => this.line()?.verdict === 'unknown'),
      startWith(undefined),
      switchMap(() => this.ask()),
    ),
  );

  private ask(): Observable<AuditLine> {
    return this.api.lastAudit().pipe(
      map((audit): AuditLine => ({ audit, verdict: judge(audit, Date.now()) })),
      catchError(() => of<AuditLine>({ audit: null, verdict: 'unknown' })),
      startWith<AuditLine>({ audit: null, verdict: 'asking' }),
    );
  }
}
