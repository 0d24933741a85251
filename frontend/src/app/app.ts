import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { AccountTabs } from './core/session/account-tabs.service.js';
import { LOAD_PAGE } from './core/session/load-page.js';
import { NavigationProblem } from './core/shell/navigation-problem.js';
import { TranslatedTitleStrategy } from './core/shell/title.strategy.js';

/** The root: a skip link, the page, and a live region that names each page to screen readers. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet, TranslocoDirective],
  templateUrl: './app.html',
  styleUrl: './app.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  protected readonly problem = inject(NavigationProblem);
  protected readonly standing = inject(AccountTabs).standing;
  private readonly loadPage = inject(LOAD_PAGE);
  protected readonly pageName = inject(TranslatedTitleStrategy).pageName;

  protected loadAnew(): void {
    this.loadPage('/studio');
  }

  /** A plain `#main` link would resolve against the base address and leave the page. */
  protected skipToContent(event: Event): void {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }
}
