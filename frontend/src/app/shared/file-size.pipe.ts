import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from '../core/i18n/language.service.js';
import type { Language } from '../core/i18n/languages.js';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Bytes in words: "12,4 МБ". */
export function fileSize(bytes: number, language: Language): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  // English has no short form of a byte but "589 byte".
  const unitDisplay = power === 0 ? 'long' : 'short';
  const words = new Intl.NumberFormat(language, { style: 'unit', unit: UNITS[power] ?? 'byte', unitDisplay, maximumFractionDigits: digits }).format(value);
  // Beside МБ and ГБ a small letter looks like a slip.
  return words.replace('кБ', 'КБ');
}

/** Bytes in words. Impure, because the language may change. */
@Pipe({ name: 'fileSize', pure: false })
export class FileSizePipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(bytes: number): string {
    return fileSize(bytes, this.language());
  }
}
