import { isPublicUrl } from '../fields/field-rules.js';
import { isObject, textAt } from '../failure/json.js';

/** Where a chat names an image by an address that only its owner's key opens; undefined when none does. */
export function storedImageIn(request: Readonly<Record<string, unknown>>): string | undefined {
  const { messages } = request;
  if (!Array.isArray(messages)) return undefined;
  for (const [index, message] of messages.entries()) {
    const content: unknown = isObject(message) ? message['content'] : undefined;
    if (!Array.isArray(content)) continue;
    const part = content.findIndex((candidate: unknown) => isObject(candidate) && isStored(textAt(candidate, 'image_url') ?? textAt(candidate['image_url'], 'url')));
    if (part !== -1) return `messages[${index}].content[${part}].image_url.url`;
  }
  return undefined;
}

const isStored = (address: string | undefined): boolean => address !== undefined && /^https?:/i.test(address) && !isPublicUrl(address);
