import { createParamDecorator } from '@nestjs/common';
import { ByokError, KEY_HEADERS, type ByokProviderId } from '#contracts';
import { currentCallScope } from './call-scope.js';
import type { Credential } from './credential.js';

/**
 * The user's own key for a provider, on routes marked `@UseByok()`. It is the request's: it is wiped when the response
 * ends. @throws ByokError key_required when none was sent
 */
export const ByokKey = createParamDecorator((provider: ByokProviderId): Credential => {
  const credential = currentCallScope()?.credentials.get(provider);
  if (credential === undefined) throw new ByokError('key_required', `Send your key in the header ${KEY_HEADERS[provider]}.`);
  return credential;
});
