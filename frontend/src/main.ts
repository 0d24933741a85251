import { createApplication } from '@angular/platform-browser';
import { App } from './app/app.js';
import { appConfig } from './app/app.config.js';
import { hydrate } from './app/core/first-screen/hydrate.js';
import { applyStoredTheme } from './app/core/theme/theme.service.js';

applyStoredTheme();
createApplication(appConfig)
  .then((application) => hydrate(application, App))
  .catch((error: unknown) => {
    document.querySelector('.byok-not-loaded')?.removeAttribute('hidden');
    throw error;
  });
