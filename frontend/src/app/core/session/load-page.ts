import { DOCUMENT, InjectionToken, inject } from '@angular/core';

/** Loads a page of this origin anew, which drops everything in memory. */
export const LOAD_PAGE = new InjectionToken<(path: string) => void>('LOAD_PAGE', {
  factory: () => {
    const document = inject(DOCUMENT);
    return (path) => document.defaultView?.location.assign(path);
  },
});
