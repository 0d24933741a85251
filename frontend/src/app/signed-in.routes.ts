import type { Routes } from '@angular/router';
import { provideConversations } from './conversations/conversations.providers.js';
import { settled } from './core/first-screen/next-task.js';
import { allWords } from './core/i18n/all-words.guard.js';
import { adminOnly } from './core/session/session.guards.js';
import { SignedInLayout } from './core/shell/signed-in.layout.js';
import { provideDraftsForgotten } from './features/courses/course/edit/lesson-drafts.service.js';
import { provideUploadsForgotten } from './features/courses/upload/unfinished-upload.js';
import { provideVault } from './vault/vault.providers.js';

/** Everything behind sign-in. The vault lives as long as these routes, across all pages. */
export const signedInRoutes: Routes = [
  {
    path: '',
    component: SignedInLayout,
    providers: [provideVault(), provideConversations(), provideUploadsForgotten(), provideDraftsForgotten()],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'studio' },
      {
        path: 'studio',
        title: 'common.title.studio',
        loadChildren: () => settled(import('./features/studio/studio.routes.js')).then((module) => module.studioRoutes),
      },
      {
        path: 'courses',
        canActivate: [allWords],
        loadChildren: () => settled(import('./features/courses/courses.routes.js')).then((module) => module.coursesRoutes),
      },
      {
        path: 'settings/keys',
        title: 'common.title.keys',
        loadChildren: () => settled(import('./features/keys/keys.routes.js')).then((module) => module.keysRoutes),
      },
      { path: 'settings', pathMatch: 'full', redirectTo: 'settings/keys' },
      {
        path: 'account',
        title: 'common.title.account',
        canActivate: [allWords],
        loadComponent: () => settled(import('./features/account/account.page.js')).then((module) => module.AccountPage),
      },
      {
        path: 'spending',
        title: 'common.title.spending',
        canActivate: [allWords],
        loadComponent: () => settled(import('./features/spending/spending.page.js')).then((module) => module.SpendingPage),
      },
      { path: 'admin', pathMatch: 'full', redirectTo: 'admin/users' },
      {
        path: 'admin/metrics',
        title: 'common.title.metrics',
        canActivate: [adminOnly, allWords],
        loadComponent: () => import('./features/admin/success-metrics.page.js').then((module) => module.SuccessMetricsPage),
      },
      {
        path: 'admin/users',
        title: 'common.title.users',
        canActivate: [adminOnly, allWords],
        loadComponent: () => import('./features/admin/users.page.js').then((module) => module.UsersPage),
      },
      {
        path: 'admin/invites',
        title: 'common.title.invites',
        canActivate: [adminOnly, allWords],
        loadComponent: () => import('./features/admin/invites/invites.page.js').then((module) => module.InvitesPage),
      },
    ],
  },
];
