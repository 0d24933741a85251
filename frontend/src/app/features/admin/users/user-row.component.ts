import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import { PLANS, type Plan } from '#contracts';
import type { AdminUserView } from '../../../core/api/admin-users.api.js';
import { DayPipe } from '../../../core/i18n/day.pipe.js';
import { SessionService } from '../../../core/session/session.service.js';

/** One account: who, since when, when last here, and what an administrator may do with it. */
@Component({
  selector: 'byok-user-row',
  imports: [DayPipe, MatButtonModule, MatFormFieldModule, MatSelectModule, TranslocoDirective],
  templateUrl: './user-row.component.html',
  styleUrl: './user-row.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UserRowComponent {
  private readonly session = inject(SessionService);
  readonly user = input.required<AdminUserView>();
  readonly planChosen = output<Plan>();
  readonly lockChosen = output<boolean>();
  readonly linkWanted = output();
  protected readonly plans = PLANS;
  protected readonly isSelf = () => this.user().id === this.session.account()?.id;
}
