import type { Routes } from '@angular/router';
import { AttachmentDraft } from './attachments/attachment-draft.service.js';
import { ConversationKeeper } from './conversation/conversation-keeper.service.js';
import { ConversationService } from './conversation.service.js';
import { StudioPage } from './studio.page.js';

export const studioRoutes: Routes = [{ path: '', component: StudioPage, providers: [AttachmentDraft, ConversationService, ConversationKeeper] }];
