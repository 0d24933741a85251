import { inject, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { SIGN_OUT_HOOKS } from '../core/session/sign-out-hooks.js';
import { Conversations } from './conversations.service.js';
import { forgetCurrentConversation } from './current-conversation.js';

/**
 * Registers the conversations for the signed-in part of the application, beside the vault that encrypts them. The hook
 * also brings the service to life with the layout, whichever page comes first.
 */
export function provideConversations(): EnvironmentProviders {
  return makeEnvironmentProviders([
    Conversations,
    {
      provide: SIGN_OUT_HOOKS,
      multi: true,
      useFactory: () => {
        const conversations = inject(Conversations);
        return async () => {
          forgetCurrentConversation();
          await conversations.forget().catch(() => undefined);
        };
      },
    },
  ]);
}
