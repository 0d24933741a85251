import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { THEME_COOKIE } from '#contracts';
import { readSetting, shareSetting, writeSetting } from '../browser-settings.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const SETTING = 'byok.theme';

function isTheme(value: string | null): value is Theme {
  return (THEMES as readonly (string | null)[]).includes(value);
}

function show(theme: Theme, root: HTMLElement): void {
  if (theme === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
  shareSetting(THEME_COOKIE, theme === 'system' ? null : theme);
}

function storedTheme(): Theme {
  const stored = readSetting(SETTING);
  return isTheme(stored) ? stored : 'system';
}

/** Called before the application starts, so that a chosen theme does not flash in. */
export function applyStoredTheme(): void {
  show(storedTheme(), document.documentElement);
}

/** Light, dark, or what the system says; remembered in this browser. */
@Injectable({ providedIn: 'root' })
export class ThemeService {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly chosen = signal<Theme>(storedTheme());
  readonly theme = this.chosen.asReadonly();

  choose(theme: Theme): void {
    this.chosen.set(theme);
    writeSetting(SETTING, theme);
    show(theme, this.root);
  }
}
