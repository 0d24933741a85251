import { createApplication } from '@angular/platform-browser';
import { App } from './app/app.js';
import { appConfig } from './app/app.config.js';
import { takeOver } from './app/core/first-screen/take-over.js';
import { applyStoredTheme } from './app/core/theme/theme.service.js';

applyStoredTheme();
createApplication(appConfig)
  .then((application) => takeOver(application, App))
  .catch((error: unknown) => {
    document.querySelector('.byok-not-loaded')?.removeAttribute('hidden');
    throw error;
  });
