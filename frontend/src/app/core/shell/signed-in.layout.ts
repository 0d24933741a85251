import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAccountCircleOutline, mdiAccountGroupOutline, mdiChartBar, mdiKeyOutline, mdiLogout, mdiPencilOutline, mdiSchoolOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { VaultStatusComponent } from '#angular-byok/status';
import { BackgroundFailuresComponent } from '../../vault/background-failures.component.js';
import { BackgroundFailures } from '../../vault/background-failures.service.js';
import { RenderScheduler } from '../first-screen/render-scheduler.service.js';
import { OfflineNoticeComponent } from '../offline/offline-notice.component.js';
import { OfflineStart } from '../offline/offline-start.service.js';
import { SIGN_OUT_HOOKS } from '../session/sign-out-hooks.js';
import { SessionService } from '../session/session.service.js';
import { BrandComponent } from './brand.component.js';

/** Top bar with the sections, the vault's state and the account menu, around the page. */
@Component({
  selector: 'byok-signed-in-layout',
  imports: [
    BackgroundFailuresComponent,
    BrandComponent,
    IconComponent,
    OfflineNoticeComponent,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    TranslocoDirective,
    VaultStatusComponent,
  ],
  templateUrl: './signed-in.layout.html',
  styleUrl: './signed-in.layout.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignedInLayout {
  private readonly session = inject(SessionService);
  private readonly scheduler = inject(RenderScheduler);
  protected readonly failures = inject(BackgroundFailures);
  protected readonly vault = this.scheduler.schedule();
  protected readonly page = this.scheduler.schedule();
  protected readonly account = this.session.account;
  protected readonly icons = { account: mdiAccountCircleOutline, spending: mdiChartBar, signOut: mdiLogout };
  protected readonly sections = computed(() => [
    { path: '/studio', label: 'studio', icon: mdiPencilOutline },
    { path: '/courses', label: 'courses', icon: mdiSchoolOutline },
    { path: '/settings/keys', label: 'keys', icon: mdiKeyOutline },
    { path: '/account', label: 'account', icon: mdiAccountCircleOutline },
    ...(this.session.isAdmin() ? [{ path: '/admin', label: 'admin', icon: mdiAccountGroupOutline }] : []),
  ]);

  constructor() {
    this.session.addSignOutHooks(inject(SIGN_OUT_HOOKS, { optional: true }) ?? []);
    inject(OfflineStart).prepare();
  }

  protected signOut(): void {
    this.session.signOut().subscribe();
  }
}
