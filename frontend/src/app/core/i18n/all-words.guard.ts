import { inject } from '@angular/core';
import type { CanActivateFn } from '@angular/router';
import { map } from 'rxjs';
import { LanguageService } from './language.service.js';

/** For pages whose words do not come with the first screen: they are there before the page is. */
export const allWords: CanActivateFn = () => inject(LanguageService).complete().pipe(map(() => true));
