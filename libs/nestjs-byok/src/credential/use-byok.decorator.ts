import { SetMetadata, UseInterceptors, applyDecorators } from '@nestjs/common';
import { CredentialInterceptor } from './credential.interceptor.js';
import { TAKES_KEYS } from './takes-keys.js';

/** Marks a controller or route that calls providers: its `x-byok-*` headers are opened into the call scope. */
export const UseByok = (): ClassDecorator & MethodDecorator => applyDecorators(SetMetadata(TAKES_KEYS, true), UseInterceptors(CredentialInterceptor));
