import type { Configuration } from '../config/index.js';

type Headers = Readonly<Record<string, string>>;

/** Names that Angular, its CDK and Material and DOMPurify give their Trusted Types policies; and the client's own, for its service worker and for the worker that reads PDFs. */
const TRUSTED_TYPES = ['angular', 'angular#components', 'dompurify', 'byok-service-worker', 'byok-worker'];

const DISABLED_FEATURES = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

const PERMISSIONS_POLICY = [
  ...DISABLED_FEATURES.map((feature) => `${feature}=()`),
  'clipboard-read=(self)',
  'clipboard-write=(self)',
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

/**
 * The policy of the single-page app: own files only, styles by nonce, markup by Trusted Types.
 * @param inlineScripts `'sha256-…'` of what may stand in the page itself
 */
export function pageContentSecurityPolicy(nonce: string, https: boolean, inlineScripts: readonly string[] = []): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...inlineScripts].join(' '),
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${TRUSTED_TYPES.join(' ')}`,
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** Two years, as the preload list asks for. */
const STRICT_TRANSPORT_SECURITY = 'max-age=63072000; includeSubDomains';

/** A worker has the policy of its own script: this one imports and fetches files of its origin and does nothing else. */
export const SERVICE_WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";

const NO_PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Headers of every response (OWASP secure headers). A response that is not a page may load nothing;
 * a route that serves one replaces `content-security-policy`.
 */
export function securityHeaders(configuration: Pick<Configuration, 'publicUrl'>): Headers {
  return {
    'content-security-policy': NO_PAGE_POLICY,
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': PERMISSIONS_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    ...(isHttps(configuration) ? { 'strict-transport-security': STRICT_TRANSPORT_SECURITY } : {}),
  };
}

/** Those of the API, whose answers, shown as a document, would have an opaque origin. Not for files of the client: its workers are some. */
export function apiHeaders(configuration: Pick<Configuration, 'publicUrl'>): Headers {
  return { ...securityHeaders(configuration), 'content-security-policy': `${NO_PAGE_POLICY}; sandbox` };
}

/** Of these, what a browser heeds on a response that is not a document; the others would triple the size of a small one. */
const BEYOND_DOCUMENTS = /^(?:content-security-policy|cross-origin-resource-policy|referrer-policy|strict-transport-security|x-content-type-options|x-frame-options)$/;

/** Headers of a provider's answer that passes on (OWASP REST security): JSON, events or audio, and never a page. */
export function passedOnHeaders(configuration: Pick<Configuration, 'publicUrl'>): Headers {
  return Object.fromEntries(Object.entries(apiHeaders(configuration)).filter(([name]) => BEYOND_DOCUMENTS.test(name)));
}

/** Whether browsers reach us over TLS; decides Secure cookies, HSTS and whom to believe about addresses. */
export function isHttps(configuration: Pick<Configuration, 'publicUrl'>): boolean {
  return configuration.publicUrl.startsWith('https:');
}
