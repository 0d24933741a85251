import { forgetLastMatch } from './forget-last-match.js';
import { secretForms } from './secret-forms.js';

export const REDACTED = '[redacted]';

/**
 * A place where a token can begin: not inside a word ("task-list" holds "sk-"), but also right after an
 * escape of JSON ("\n", "\u001b") or of a URL ("%20"), whose last character looks like part of a word.
 */
const START = String.raw`(?:(?<![a-z0-9])|(?<=\\[nrtbf]|\\u[0-9a-f]{4}|%[0-9a-f]{2}))`;

/** Names whose value is a secret, however it looks, in headers, JSON, form data and URLs. */
const SECRET_NAMES = String.raw`x-byok-[a-z]+-key(?:-\d{1,3})?|x-goog-api-key|x-api-key|x-xsrf-token|api[-_]?key|(?:proxy-)?authorization|(?:set-)?cookie|(?:access|refresh|id)[-_]token|client[-_]secret|password`;

const KEY_LIKE = new RegExp(
  [
    // Named values: the name stays. As a JSON field up to the closing quote, so that the line stays JSON …
    String.raw`((?:${SECRET_NAMES})\\?["']\s{0,4}:\s{0,4}\\?["'](?:bearer\s{1,4}|basic\s{1,4})?)[^"'\\\[][^"'\\]*`,
    // … as `cookie: a=b; c=d` up to the end of the line, and as `x-api-key: …`, `api_key=…` or `?key=…`.
    String.raw`((?:set-)?cookie\s{0,4}:\s{0,4})[^\s"'\\\[][^\r\n"'\\]*`,
    String.raw`((?:${SECRET_NAMES})\s{0,4}[:=]\s{0,4}(?:bearer\s{1,4}|basic\s{1,4})?|[?&]key=)[^\s"'\\,;&<>(){}\[\]]+`,
    String.raw`(bearer\s{1,4})(?=[a-z._~+/*-]{0,40}[0-9._~+/=*-])[a-z0-9._~+/=*-]{8,}`,
    // OpenAI, Anthropic and others that copied the prefix, also when the provider masked the middle.
    String.raw`${START}sk-[\w.*•…-]{5,511}[\w*•…-]`,
    // Google: standard keys, auth keys, OAuth access tokens.
    String.raw`AIza[\w*•…-]{8,}`,
    String.raw`${START}AQ\.[\w*•…-]{12,}`,
    String.raw`${START}ya29\.[\w.*-]{12,}`,
    // Our own.
    String.raw`byok_pat_[\w*-]+`,
    String.raw`byok1\.[\w.-]{8,}`,
    // JSON Web Tokens. The head has a limit, so that a text of many beginnings is read in linear time.
    String.raw`${START}eyJ[\w-]{8,1024}\.[\w-]{8,}(?:\.[\w-]*)?`,
    // Whatever a provider masked in the middle: `my-op*****1234`.
    String.raw`(?<![\w-])[\w-]{1,64}\*{3,}[\w-]*`,
  ].join('|'),
  'gi',
);

/** What every match contains at least, so that an ordinary line costs one quick scan. */
const SUSPECT =
  /sk-|key|AIza|AQ\.|ya29|byok_pat_|byok1\.|eyJ|bearer|token|secret|cookie|password|authorization|\*\*\*/i;

/**
 * Replaces every key-like string in `text`, and every occurrence of the given secrets (in every
 * form of `secretForms`). Errs on the side of masking too much.
 */
export function redactText(text: string, secrets?: readonly string[]): string {
  let result = text;
  if (secrets !== undefined) for (const secret of secrets) result = removeSecret(result, secret);
  if (!SUSPECT.test(result)) return result;
  result = result.replace(KEY_LIKE, keepName);
  forgetLastMatch();
  return result;
}

function removeSecret(text: string, secret: string): string {
  if (secret === '') return text;
  // Longest first, so that none leaves a part of another behind.
  const forms = secretForms(Buffer.from(secret, 'latin1')).map((form) => form.toString('latin1')).toSorted((one, other) => other.length - one.length);
  return forms.reduce((result, form) => result.replaceAll(form, REDACTED), text);
}

/** The groups are the alternatives that begin with a name. */
function keepName(_match: string, field?: string, cookie?: string, value?: string, bearer?: string): string {
  return `${field ?? cookie ?? value ?? bearer ?? ''}${REDACTED}`;
}
