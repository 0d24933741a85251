import { randomBytes, type Bytes } from './bytes.js';
import { PRF_LENGTH } from './format.js';
import { credentialName } from './passkey-codec.js';
import { VaultError } from './vault.error.js';

/** `needs-name`: the page was opened by an IP address, and passkeys belong to host names. */
export type PasskeyAvailability = 'available' | 'unsupported' | 'needs-name';

export interface KnownPasskey {
  credentialId: Bytes;
  prfSalt: Bytes;
  transports: readonly string[];
}

/** `prf`: 32 secret bytes that only this passkey gives for this salt. The caller zero-fills them. */
export type AnsweredPasskey = Pick<KnownPasskey, 'credentialId'> & { prf: Bytes };

export interface PasskeyRegistration {
  /** What the device calls the passkey in its own list, such as the account's address. */
  accountName: string;
  known: readonly KnownPasskey[];
  signal?: AbortSignal | undefined;
}

/** Makes and asks passkeys; the person in front of it confirms each time. A test passes its own. */
export interface PasskeyAuthenticator {
  availability(): Promise<PasskeyAvailability>;
  /** @throws VaultError the codes that begin with `passkey-` */
  register(registration: PasskeyRegistration): Promise<KnownPasskey & { prf: Bytes }>;
  /** Asks whichever of `known` is at hand. @throws VaultError the codes that begin with `passkey-` */
  evaluate(known: readonly KnownPasskey[], signal?: AbortSignal): Promise<AnsweredPasskey>;
  /** Tells the device that a passkey opens nothing any more, so that it may drop it. Never fails. */
  forget(credentialId: Bytes): void;
}

const TIMEOUT_MS = 120_000;
const ALGORITHMS = [-8, -7, -257].map((alg) => ({ type: 'public-key' as const, alg }));

/**
 * WebAuthn with its PRF extension. There is no server in it: the signature proves nothing to us and isn't looked at,
 * the PRF's output alone opens the vault. The relying party is the page's own host; user verification is required.
 */
export const webAuthnAuthenticator: PasskeyAuthenticator = {
  async availability() {
    if (typeof PublicKeyCredential === 'undefined' || !globalThis.navigator?.credentials) return 'unsupported';
    if (isAddress(location.hostname)) return 'needs-name';
    const capabilities = await PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);
    return capabilities?.['extension:prf'] === false ? 'unsupported' : 'available';
  },

  async register({ accountName, known, signal }) {
    const prfSalt = randomBytes(PRF_LENGTH);
    const credential = await ceremony(() =>
      navigator.credentials.create({
        publicKey: {
          rp: { id: location.hostname, name: 'BYOK' },
          // Random: the same id would overwrite the passkey of another browser's vault on a shared device.
          user: { id: randomBytes(32), name: accountName, displayName: accountName },
          challenge: randomBytes(32),
          pubKeyCredParams: ALGORITHMS,
          authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
          attestation: 'none',
          excludeCredentials: known.map(descriptor),
          timeout: TIMEOUT_MS,
          extensions: { prf: { eval: { first: prfSalt } } },
        },
        ...(signal ? { signal } : {}),
      }),
    );
    const credentialId = new Uint8Array(credential.rawId);
    const transports = (credential.response as AuthenticatorAttestationResponse).getTransports?.() ?? [];
    const passkey: KnownPasskey = { credentialId, prfSalt, transports };
    try {
      const prf = prfOutput(credential);
      if (!prf && credential.getClientExtensionResults().prf?.enabled !== true) throw new VaultError('passkey-without-prf');
      // Most give the output only when asked a second time.
      return { ...passkey, prf: prf ?? (await this.evaluate([passkey], signal)).prf };
    } catch (error) {
      this.forget(credentialId);
      throw error;
    }
  },

  async evaluate(known, signal) {
    const evalByCredential = Object.fromEntries(
      known.map(({ credentialId, prfSalt }) => [credentialName(credentialId), { first: prfSalt }]),
    );
    const credential = await ceremony(() =>
      navigator.credentials.get({
        publicKey: {
          rpId: location.hostname,
          challenge: randomBytes(32),
          allowCredentials: known.map(descriptor),
          userVerification: 'required',
          timeout: TIMEOUT_MS,
          extensions: { prf: { evalByCredential } },
        },
        ...(signal ? { signal } : {}),
      }),
    );
    const prf = prfOutput(credential);
    if (!prf) throw new VaultError('passkey-without-prf');
    return { credentialId: new Uint8Array(credential.rawId), prf };
  },

  forget(credentialId) {
    if (typeof PublicKeyCredential === 'undefined') return;
    const { signalUnknownCredential } = PublicKeyCredential as unknown as {
      signalUnknownCredential?: (unknown: { rpId: string; credentialId: string }) => Promise<void>;
    };
    const unknown = { rpId: location.hostname, credentialId: credentialName(credentialId) };
    void signalUnknownCredential?.call(PublicKeyCredential, unknown).catch(() => undefined);
  },
};

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':');
}

function descriptor({ credentialId, transports }: KnownPasskey): PublicKeyCredentialDescriptor {
  // Read from storage: may be anything.
  const sound = Array.isArray(transports) ? transports.filter((transport) => typeof transport === 'string') : [];
  return { type: 'public-key', id: credentialId, transports: sound as AuthenticatorTransport[] };
}

function prfOutput(credential: PublicKeyCredential): Bytes | undefined {
  const first = credential.getClientExtensionResults().prf?.results?.first as ArrayBuffer | Bytes | undefined;
  if (first === undefined) return undefined;
  return ArrayBuffer.isView(first) ? first : new Uint8Array(first);
}

async function ceremony(start: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await start();
    if (credential === null) throw new VaultError('passkey-cancelled');
    return credential as PublicKeyCredential;
  } catch (error) {
    throw toVaultError(error);
  }
}

/** WebAuthn tells little on purpose: "no", "not here" and "too late" are one error. */
function toVaultError(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  const { name = '' } = error as { name?: string };
  if (name === 'InvalidStateError') return new VaultError('passkey-known', { cause: error });
  if (name === 'SecurityError') return new VaultError('passkey-unsupported', { cause: error });
  if (name === 'ConstraintError' || name === 'NotSupportedError') return new VaultError('passkey-without-prf', { cause: error });
  return new VaultError('passkey-cancelled', { cause: error });
}
