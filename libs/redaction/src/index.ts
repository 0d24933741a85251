export { forgetLastMatch } from './forget-last-match.js';
export { REDACTED, redactText } from './redact-text.js';
export { isSecretName, redactHeaders, type HeaderValues } from './redact-headers.js';
export { redactError, redactValue, type Redacted, type RedactedError } from './redact-value.js';
export { secretForms } from './secret-forms.js';
export { PLAIN_KEY_PATTERN } from './plain-key.js';
