import { UseInterceptors } from '@nestjs/common';
import { CredentialInterceptor } from './credential.interceptor.js';

/** Marks a controller or route that calls providers: its `x-byok-*` headers are opened into the call scope. */
export const UseByok = (): ClassDecorator & MethodDecorator => UseInterceptors(CredentialInterceptor);
