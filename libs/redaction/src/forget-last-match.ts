const NEUTRAL = /./;

/**
 * V8 keeps the whole text in which a regular expression last found something, for `RegExp.$_`, until another one
 * finds something: on a server that then has nothing to do, for hours. Call it where a text with a secret may have been
 * searched, when the secret's time is over.
 */
export function forgetLastMatch(): void {
  NEUTRAL.test('.');
}
