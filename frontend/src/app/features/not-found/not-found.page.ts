import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { BrandComponent } from '../../core/shell/brand.component.js';

@Component({
  selector: 'byok-not-found-page',
  imports: [BrandComponent, MatButtonModule, RouterLink, TranslocoDirective],
  template: `
    <main id="main" tabindex="-1" *transloco="let t">
      <byok-brand />
      <h1>{{ t('common.notFound.heading') }}</h1>
      <p class="byok-muted">{{ t('common.notFound.text') }}</p>
      <a mat-flat-button routerLink="/studio">{{ t('common.notFound.back') }}</a>
    </main>
  `,
  styles: `
    :host {
      display: flex;
      flex: 1;
      align-items: center;
      justify-content: center;
      padding: 24px;
    }
    main {
      display: grid;
      gap: 12px;
      outline: none;
    }
    h1 {
      margin-top: 20px;
    }
    a {
      justify-self: start;
      margin-top: 8px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotFoundPage {}
