import { ByokError } from '#contracts';

/** Where Gemini's bodies may repeat the model of the path: their own field, and that of each nested request. */
function* namedModels(fields: Readonly<Record<string, unknown>>): Generator<unknown> {
  yield fields['model'];
  const nested = [fields['generateContentRequest'], fields['generate_content_request'], fields['requests']].flat();
  for (const request of nested) {
    if (typeof request === 'object' && request !== null) yield (request as Record<string, unknown>)['model'];
  }
}

/**
 * Refuses a body that names another model than the path, on which tier and price were decided.
 * @throws ByokError request_invalid
 */
export function refuseOtherModels(fields: Readonly<Record<string, unknown>>, pathModel: string): void {
  const local = (model: string) => model.replace(/^(?:gemini\/)?(?:models\/)?/, '');
  for (const model of namedModels(fields)) {
    if (model === undefined || model === null || (typeof model === 'string' && local(model) === local(pathModel))) continue;
    throw new ByokError('request_invalid', 'The body names another model than the path: name the same one, or only that in the path.', {
      param: 'model',
    });
  }
}
