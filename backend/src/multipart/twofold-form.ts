import { ByokError } from '#contracts';

/** The refusal of a form that one reader could take for another than the next one does. @param why the end of a sentence */
export function twofoldForm(why: string, param?: string): ByokError {
  return new ByokError('request_invalid', `The form can be read in two ways, and its bytes would go out as they are: ${why}.`, { param });
}
