import { InjectionToken } from '@angular/core';
import type { Upload } from 'tus-js-client';

/** Loads the tus client, when the first recording is sent. */
export const LOAD_TUS = new InjectionToken<() => Promise<typeof Upload>>('LOAD_TUS', {
  factory: () => () => import('tus-js-client').then((module) => module.Upload),
});
