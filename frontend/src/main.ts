import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app.js';
import { appConfig } from './app/app.config.js';
import { applyStoredTheme } from './app/core/theme/theme.service.js';

applyStoredTheme();
bootstrapApplication(App, appConfig).catch((error: unknown) => {
  // Without a dictionary there is no language to choose yet.
  document.querySelector('app-root')?.append('Страница не загрузилась, обновите её. The page did not load, please reload it.');
  throw error;
});
