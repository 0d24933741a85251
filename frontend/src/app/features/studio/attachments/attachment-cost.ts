import type { CatalogModelView } from '#contracts';
import { TOKENS_PER_CHARACTER, costOf } from '../../../shared/money/cost.js';
import { hasPicture, type Attachment } from './attachment.js';

/** What attachments add to the price of an answer. */
export interface AttachmentCost {
  /** Roubles for the texts; undefined when there are none, or their price is not known. */
  texts?: number;
  /** Something is there whose price is known after the answer only. */
  isOpen: boolean;
}

/** @param model undefined when the server chooses, or nothing is known of it */
export function attachmentCost(attachments: readonly Attachment[], model: Pick<CatalogModelView, 'pricing'> | undefined): AttachmentCost {
  const characters = attachments.reduce((sum, { textLength }) => sum + textLength, 0);
  const texts = characters === 0 ? undefined : costOf(model?.pricing, { tokensIn: Math.ceil(characters * TOKENS_PER_CHARACTER), tokensOut: 0 });
  const isOpen = hasPicture(attachments) || (characters > 0 && texts === undefined);
  return texts === undefined ? { isOpen } : { texts, isOpen };
}
