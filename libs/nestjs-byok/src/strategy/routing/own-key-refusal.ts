import { ByokError, KEY_HEADERS, isByokProvider, type ProviderId } from '#contracts';
import type { CatalogMatch } from '../catalog/index.js';

/**
 * Why the platform's key does not pay for a model; undefined when it may. What the words say mends it for a caller
 * without an own key, too.
 */
export function ownKeyRefusal({ entry, upstreamModel, ownKeyOnly }: CatalogMatch): ByokError | undefined {
  const { provider, availableFrom, shutdownDate, replacedBy } = entry;
  const withOwnKey = isByokProvider(provider) ? ` With a key of your own for ${provider} it is still sent.` : '';
  switch (ownKeyOnly) {
    case undefined:
      return undefined;
    case 'ended': {
      const mend = replacedBy === undefined ? 'GET /api/v1/models lists those that can be called.' : `Use ${replacedBy} instead.`;
      return new ByokError('model_unknown', `The model ${upstreamModel} was shut down after ${shutdownDate}. ${mend}${withOwnKey}`, { param: 'model' });
    }
    case 'upcoming':
      return new ByokError('model_unknown', `The model ${upstreamModel} is there from ${availableFrom} on.${withOwnKey}`, { param: 'model' });
    case 'unlisted':
      return new ByokError('key_required', `The model ${upstreamModel} is not in the catalog and works with your own key only.${sendIn(provider)}`, { param: 'model' });
  }
}

function sendIn(provider: ProviderId): string {
  return isByokProvider(provider) ? ` Send your ${provider} key in the header ${KEY_HEADERS[provider]}.` : '';
}
