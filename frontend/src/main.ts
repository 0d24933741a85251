import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app.js';
import { appConfig } from './app/app.config.js';
import { applyStoredTheme } from './app/core/theme/theme.service.js';

applyStoredTheme();
bootstrapApplication(App, appConfig).catch((error: unknown) => console.error(error));
