import { Injectable, inject, signal } from '@angular/core';
import { NavigationEnd, Router, type NavigationError } from '@angular/router';
import { filter } from 'rxjs';

/** Whether the last section asked for could not be loaded: no connection, or a newer version has replaced its files. */
@Injectable({ providedIn: 'root' })
export class NavigationProblem {
  private readonly failed = signal<string | null>(null);
  /** The address that failed; null when all is well. */
  readonly url = this.failed.asReadonly();

  constructor() {
    inject(Router)
      .events.pipe(filter((event) => event instanceof NavigationEnd))
      .subscribe(() => this.dismiss());
  }

  report(url: string): void {
    this.failed.set(url);
  }

  dismiss(): void {
    this.failed.set(null);
  }
}

/** For the router: the page stays where it is, with everything typed on it, and says what happened. */
export function reportNavigationError(error: NavigationError): void {
  inject(NavigationProblem).report(error.url);
}
