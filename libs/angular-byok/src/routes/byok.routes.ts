import type { Routes } from '@angular/router';
import { KeysPage } from '../page/keys.page.js';

/**
 * The user's own keys, as a lazy feature of the host:
 * `{ path: 'settings/keys', loadChildren: () => import('…/routes').then(({ byokRoutes }) => byokRoutes) }`.
 * For routes that have `provideByok`, whose `keysPath` is the path here.
 */
export const byokRoutes: Routes = [{ path: '', component: KeysPage }];
