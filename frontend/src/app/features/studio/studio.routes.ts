import type { Routes } from '@angular/router';
import { AttachmentDraft } from './attachments/attachment-draft.service.js';
import { ConversationFollower } from './conversation/conversation-follower.service.js';
import { ConversationKeeper } from './conversation/conversation-keeper.service.js';
import { PendingQuestion } from './conversation/pending-question.service.js';
import { StoredConversation } from './conversation/stored-conversation.service.js';
import { ConversationService } from './conversation.service.js';
import { StudioPage } from './studio.page.js';

export const studioRoutes: Routes = [
  { path: '', component: StudioPage, providers: [AttachmentDraft, ConversationService, ConversationFollower, ConversationKeeper, PendingQuestion, StoredConversation] },
];
