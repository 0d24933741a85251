import type { Routes } from '@angular/router';
import { KeysPage } from '../page/keys.page.js';

/**
 * The user's own keys, as a feature that the host loads with its route: for `loadChildren`, beneath routes that have
 * `provideByok`, whose `keysPath` is the path here.
 */
export const byokRoutes: Routes = [{ path: '', component: KeysPage }];
