import { isIP } from 'node:net';
import { decodeBase64Url } from '#transit';

/** Parsers of environment texts. Each throws an Error whose message continues "<NAME> …" and never quotes the text. */

export const text = (value: string): string => value;

export function wholeNumber(minimum: number, maximum: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < minimum || number > maximum) {
      throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
    }
    return number;
  };
}

/** An amount of money: 0 or more, a dot before its fraction. */
export function roubles(value: string): number {
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(value)) throw new Error('must be an amount in roubles from 0 to 999999999, such as 250 or 99.5');
  return Number(value);
}

export function oneOf<T extends string>(...choices: readonly T[]): (value: string) => T {
  return (value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
    return choice;
  };
}

export function url(...protocols: readonly string[]): (value: string) => string {
  return (value) => {
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol.slice(0, -1))) {
      throw new Error(`must be a URL that begins with ${protocols.map((p) => `${p}://`).join(' or ')}`);
    }
    return value.replace(/\/+$/, '');
  };
}

/** Where a link of the client leads: a page, or an address to write to. */
export function link(mail: 'mail' | 'pages'): (value: string) => string {
  return (value) => {
    const protocols = ['https:', 'http:', ...(mail === 'mail' ? ['mailto:'] : [])];
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    if (parsed === undefined || !protocols.includes(parsed.protocol) || parsed.username || parsed.password) {
      throw new Error(`must be a URL that begins with ${protocols.join(' or ')}, without a user name or password`);
    }
    return parsed.href;
  };
}

/** An IP address, or the name of a host. */
export function host(value: string): string {
  if (isIP(value) === 0 && !/^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i.test(value)) {
    throw new Error('must be an IP address or the name of a host');
  }
  return value;
}

/** A proxy, with percent-encoded credentials if it wants any. */
export function proxy(value: string): string {
  const parsed = new URL(url('http', 'https')(value));
  try {
    decodeURIComponent(parsed.username + parsed.password);
  } catch {
    throw new Error('has a user or password that is not percent-encoded: write % as %25');
  }
  if (parsed.pathname !== '/' || parsed.search || parsed.hash) throw new Error('must end after the port');
  return parsed.href;
}

/** An http(s) origin: no path, query, fragment or credentials. */
export function origin(value: string): string {
  const parsed = new URL(url('http', 'https')(value));
  if (parsed.pathname !== '/' || parsed.search || parsed.hash || parsed.username || parsed.password) {
    throw new Error('must be an origin: scheme, host and port alone, without a path (the rest is added by us)');
  }
  return parsed.origin;
}

/** Exact origins by commas, as browsers send them. */
export function origins(value: string): readonly string[] {
  const listed = value.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (listed.some((part) => part.includes('*') || part === 'null')) throw new Error('must name each origin: "*" and "null" would let every page in');
  if (!listed.every((part) => URL.canParse(part) && /^https?:/.test(part) && new URL(part).origin === part)) {
    throw new Error('must be exact origins by commas: scheme and host in small letters, a port if it is not the usual one, and no path, not even a slash');
  }
  return listed;
}

export function minimumLength(minimum: number): (value: string) => string {
  return (value) => {
    if (value.length < minimum) throw new Error(`must have at least ${minimum} characters`);
    return value;
  };
}

/** Fits the header that carries it, in at least so many characters. */
export function bearerToken(minimum: number): (value: string) => string {
  return (value) => {
    if (!/^[\x21-\x7e]*$/.test(value)) throw new Error('must fit a header: visible ASCII characters, without spaces');
    return minimumLength(minimum)(value);
  };
}

/** A provider key that fits a header. */
export function providerKey(value: string): string {
  if (!/^[\x21-\x7e]{8,512}$/.test(value)) {
    throw new Error('must be 8 to 512 printable ASCII characters without spaces');
  }
  return value;
}

/** Addresses and networks in CIDR form, by commas; or how many proxies stand in a row, from 0 to 9. */
export function trustedProxies(value: string): readonly string[] | number {
  if (/^\d$/.test(value)) return Number(value);
  const networks = value.split(',').map((part) => part.trim());
  if (!networks.every(isNetwork)) throw new Error('must be IP addresses and networks, by commas, or a number of proxies from 0 to 9');
  return networks;
}

function isNetwork(value: string): boolean {
  const [address = '', length, ...more] = value.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  // A network of length 0 would be everybody.
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= (version === 4 ? 32 : 128));
}

/** An Ed25519 public key: 32 bytes in base64url without padding. */
export function ed25519PublicKey(value: string): string {
  if (decodeBase64Url(value)?.length !== 32) throw new Error('must be the 32 bytes of an Ed25519 public key in base64url without padding (43 characters), as npm run transit:root prints them');
  return value;
}
