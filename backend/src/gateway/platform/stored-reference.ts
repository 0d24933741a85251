import { ByokError, type ProviderId } from '#contracts';
import { shownPath } from './outside-list.js';

/**
 * Why a further own key may not serve: the thing is, or would be, at the first one's account.
 * @param path where the body stores something, or reads what is stored; undefined when it does neither
 */
export function furtherKeyRefusal(provider: ProviderId, path: string | undefined): ByokError | undefined {
  if (path === undefined) return undefined;
  const shown = shownPath(path);
  return new ByokError('key_required', `"${shown}" stores something at ${provider}, or reads what is stored there: that works with your first key alone.`, { param: shown });
}
