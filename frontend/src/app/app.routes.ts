import type { Routes } from '@angular/router';
import { settled } from './core/first-screen/next-task.js';
import { allWords } from './core/i18n/all-words.guard.js';
import { accountIfAny, signedInOnly, signedOutOnly, strangersOnly } from './core/session/session.guards.js';

export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'common.title.start',
    canMatch: [strangersOnly],
    canActivate: [allWords],
    loadComponent: () => settled(import('./features/start/start.page.js')).then((module) => module.StartPage),
  },
  {
    path: 'data',
    title: 'common.title.data',
    canActivate: [allWords, accountIfAny],
    loadComponent: () => import('./features/data/data.page.js').then((module) => module.DataPage),
  },
  {
    path: 'how-we-know',
    title: 'common.title.howWeKnow',
    canActivate: [allWords, accountIfAny],
    loadComponent: () => import('./features/how-we-know/how-we-know.page.js').then((module) => module.HowWeKnowPage),
  },
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
