import type { ByokError } from '#contracts';

/** An error as it goes over the wire. */
export interface RenderedError {
  status: number;
  contentType: string;
  body: Record<string, unknown>;
}

/** Renders an error in one format. Pure; the message is taken to be free of keys. */
export type ErrorShape = (error: ByokError, requestId: string) => RenderedError;

/** `param` where the error names a field, for formats that have no place of their own for it. */
export function paramOf(error: ByokError): { param?: string } {
  return error.param === undefined ? {} : { param: error.param };
}

/** `allowedModels` where the error has it, for spreading into a body. */
export function allowedModelsOf(error: ByokError): { allowedModels?: readonly string[] } {
  return error.allowedModels === undefined ? {} : { allowedModels: error.allowedModels };
}
