import { PROVIDER_BODY_LIMIT, type CatalogModelView } from '#contracts';
import { hasPicture, type Attachment } from './attachment.js';

/**
 * Why what is written can't go to a model: `pictures`: it sees none; `context`: the text is longer than it reads;
 * `body`: the whole is larger than the server takes.
 */
export type SendObstacle = 'pictures' | 'context' | 'body';

/** What has been said before, as far as it goes with the next question. */
export interface Said {
  prompt: string;
  answer: string;
  attachments?: readonly Attachment[];
}

/** Bytes of a character in JSON: the most for what people write. */
const BYTES_PER_CHARACTER = 3;
/** For what is around the messages, in bytes. */
const ROOM = 64 * 1024;
/** The fewest tokens of a character: what can't fit at this rate fits at none. */
const TOKENS_PER_CHARACTER = 1 / 5;

/** Whether a model looks at pictures; yes in doubt. */
export function seesPictures(model: Pick<CatalogModelView, 'abilities'> | undefined): boolean {
  return model?.abilities.includes('vision') ?? true;
}

/** @param model undefined when the server chooses, or nothing is known of it */
export function sendObstacle(question: Said, before: readonly Said[], model: Pick<CatalogModelView, 'abilities' | 'contextTokens'> | undefined): SendObstacle | undefined {
  if (hasPicture(question.attachments) && !seesPictures(model)) return 'pictures';
  const all = [...before, question];
  const isAttached = all.some(({ attachments = [] }) => attachments.length > 0);
  if (!isAttached) return undefined;
  const files = all.flatMap(({ attachments = [] }) => attachments).filter(({ kind }) => kind !== 'picture' || seesPictures(model));
  const words = all.reduce((sum, { prompt, answer }) => sum + prompt.length + answer.length, 0);
  const bytes = files.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0) + words * BYTES_PER_CHARACTER;
  if (bytes > PROVIDER_BODY_LIMIT - ROOM) return 'body';
  const characters = files.reduce((sum, { textLength }) => sum + textLength, 0) + words;
  return model && characters * TOKENS_PER_CHARACTER > model.contextTokens ? 'context' : undefined;
}
