import { Injectable, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy, type RouterStateSnapshot } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';

/** Translates route titles (dictionary keys), follows the language, and offers the title for announcing. */
@Injectable({ providedIn: 'root' })
export class TranslatedTitleStrategy extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly transloco = inject(TranslocoService);
  private readonly announced = signal('');
  private key: string | undefined;
  /** The page's name without the product's, for screen readers. */
  readonly pageName = this.announced.asReadonly();

  constructor() {
    super();
    this.transloco.langChanges$.subscribe(() => this.show());
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.key = this.buildTitle(snapshot);
    this.show();
  }

  private show(): void {
    if (!this.key) return;
    const page = this.transloco.translate(this.key);
    this.announced.set(page);
    this.title.setTitle(`${page} · ${this.transloco.translate('common.product')}`);
  }
}
