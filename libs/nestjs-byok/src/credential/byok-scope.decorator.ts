import { createParamDecorator } from '@nestjs/common';
import { ByokError } from '#contracts';
import { currentCallScope, type CallScope } from './call-scope.js';

/** The call scope, on routes marked `@UseByok()`. @throws ByokError unauthenticated on others */
export const ByokScope = createParamDecorator((): CallScope => {
  const scope = currentCallScope();
  if (scope === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
  return scope;
});
