import type { Routes } from '@angular/router';
import { settled } from './core/first-screen/next-task.js';
import { signedInOnly, signedOutOnly } from './core/session/session.guards.js';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'common.title.signIn',
    canActivate: [signedOutOnly],
    loadComponent: () => settled(import('./features/auth/sign-in.page.js')).then((module) => module.SignInPage),
  },
  {
    path: 'register',
    title: 'common.title.register',
    canActivate: [signedOutOnly],
    loadComponent: () => settled(import('./features/auth/register.page.js')).then((module) => module.RegisterPage),
  },
  {
    path: 'password-reset',
    title: 'common.title.passwordReset',
    loadComponent: () => settled(import('./features/auth/password-reset.page.js')).then((module) => module.PasswordResetPage),
  },
  {
    path: '',
    canMatch: [signedInOnly],
    loadChildren: () => settled(import('./signed-in.routes.js')).then((module) => module.signedInRoutes),
  },
  {
    path: '**',
    title: 'common.title.notFound',
    loadComponent: () => import('./features/not-found/not-found.page.js').then((module) => module.NotFoundPage),
  },
];
