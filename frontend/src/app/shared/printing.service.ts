import { ApplicationRef, DOCUMENT, Injectable, inject, signal } from '@angular/core';

/** Whether the page is being printed: then everything that is folded is shown. Known before the paper is drawn. */
@Injectable({ providedIn: 'root' })
export class Printing {
  private readonly application = inject(ApplicationRef);
  private readonly now = signal(false);
  readonly active = this.now.asReadonly();

  constructor() {
    const media = inject(DOCUMENT).defaultView?.matchMedia('print');
    media?.addEventListener('change', ({ matches }) => {
      this.now.set(matches);
      this.application.tick();
    });
  }
}
