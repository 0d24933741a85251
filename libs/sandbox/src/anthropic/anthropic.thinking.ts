import { isObject, type JsonObject } from '../server/request-body.js';
import { seedOf } from '../text/language.js';

const MARK = 'sandbox-thinking:';

/** The thinking block that an answer begins with; none where the request doesn't ask for thinking. */
export function thinkingOf(request: JsonObject, prompt: string): Record<string, unknown>[] {
  const thinking = isObject(request['thinking']) ? request['thinking'] : {};
  if (thinking['type'] !== 'enabled' && thinking['type'] !== 'adaptive') return [];
  const signature = Buffer.from(`${MARK}${seedOf(prompt)}`).toString('base64');
  const text = thinking['display'] === 'omitted' ? '' : 'The sandbox thinks about what was asked before it answers.';
  return [{ type: 'thinking', thinking: text, signature }];
}

/** Whether a signature is one that the emulator made. */
export function isSignature(signature: string): boolean {
  return Buffer.from(signature, 'base64').toString('utf8').startsWith(MARK);
}
