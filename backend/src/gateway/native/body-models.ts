import { ByokError } from '#contracts';
import type { NamedModel } from '../body/named-models.js';

const localId = (model: string): string => model.replace(/^(?:gemini\/)?(?:models\/)?/, '');

/**
 * Refuses a body that names another model than the path, on which tier and price were decided.
 * @throws ByokError request_invalid
 */
export function refuseOtherModels(named: readonly NamedModel[], pathModel: string): void {
  const other = named.find(({ model }) => typeof model !== 'string' || localId(model) !== localId(pathModel));
  if (other === undefined) return;
  throw new ByokError('request_invalid', 'The body names another model than the path: name the same one, or only that in the path.', {
    param: other.path,
  });
}
