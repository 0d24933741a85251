const FALLBACK = '/studio';
const ANY_ORIGIN = 'https://client.invalid';

/** A path of this application from an untrusted parameter; anything that could lead elsewhere becomes the Studio. */
export function safeReturnUrl(value: string | null | undefined): string {
  if (!value || !value.startsWith('/') || value.includes('\\')) return FALLBACK;
  try {
    const url = new URL(value, ANY_ORIGIN);
    if (url.origin !== ANY_ORIGIN) return FALLBACK;
    const path = url.pathname + url.search + url.hash;
    return path.startsWith('//') || path.startsWith('/sign-in') || path.startsWith('/register') ? FALLBACK : path;
  } catch {
    return FALLBACK;
  }
}
