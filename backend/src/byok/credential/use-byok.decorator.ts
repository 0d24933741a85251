import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const USES_BYOK = Symbol('byok.uses');

/** Marks a controller or route that calls providers: its `x-byok-*` headers are opened into the call scope. */
export const UseByok = (): CustomDecorator<symbol> => SetMetadata(USES_BYOK, true);
