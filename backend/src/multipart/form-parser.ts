import { Busboy, type BusboyConfig } from '@fastify/busboy';
import type { ByokError } from '#contracts';

/** A busboy parser, which reads multipart/form-data while it arrives. */
export type FormParser = InstanceType<typeof Busboy>;

/**
 * @param limits the parser reports what exceeds them; the caller must refuse it
 * @param refusal makes the error for a content-type that names no boundary
 * @throws what `refusal` gives
 */
export function createFormParser(contentType: string, limits: BusboyConfig['limits'], refusal: (message: string) => ByokError): FormParser {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch {
    throw refusal('The form is malformed: its content-type names no boundary.');
  }
}
