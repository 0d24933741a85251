import type { Routes } from '@angular/router';
import { ConversationService } from './conversation.service.js';
import { StudioPage } from './studio.page.js';

export const studioRoutes: Routes = [{ path: '', component: StudioPage, providers: [ConversationService] }];
