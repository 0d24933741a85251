import { TOKEN_PREFIX, hasKeyForm, keySlotParts, BYOK_PROVIDERS, KEY_PLACES, keySlotOf, type KeySlot, type PlainKey } from '#contracts';
import { StartError } from '../start.error.js';

/** Every name under which a key can be given, such as `openai` and `openai-2`. */
export const KEY_SLOTS: readonly KeySlot[] = BYOK_PROVIDERS.flatMap((provider) => KEY_PLACES.map((place) => keySlotOf(provider, place)));

/**
 * What the agent holds in memory: the platform token and the user's provider keys, as bytes. `dispose` zero-fills
 * them; the texts of headers that were made of the token in between are the garbage collector's.
 */
export class Secrets {
  readonly #token: Buffer;
  readonly #keys: ReadonlyMap<KeySlot, PlainKey<Buffer>>;

  /**
   * Takes the bytes over.
   * @throws StartError when the token or a key has not the form of one, or no key is given
   */
  constructor(token: Buffer, keys: ReadonlyMap<KeySlot, Buffer>) {
    const checked = new Map<KeySlot, PlainKey<Buffer>>();
    for (const [slot, bytes] of keys) {
      if (!hasKeyForm(bytes)) throw new StartError(`The key of ${slot} has not the form of one: 8 to 512 printable ASCII characters, no spaces.`);
      checked.set(slot, bytes);
    }
    if (!hasKeyForm(token) || !token.subarray(0, TOKEN_PREFIX.length).equals(Buffer.from(TOKEN_PREFIX))) {
      throw new StartError(`The platform token must begin with ${TOKEN_PREFIX}: make one in the platform's Account page, under "Tokens for programs".`);
    }
    if (checked.size === 0) throw new StartError('No provider key was given: the agent needs at least one of OpenAI, Anthropic or Gemini.');
    for (const slot of checked.keys()) if (keySlotParts(slot).place !== 1 && !checked.has(keySlotParts(slot).provider)) throw new StartError(`${slot} is a further key: give ${keySlotParts(slot).provider} first.`);
    this.#token = token;
    this.#keys = checked;
  }

  get slots(): readonly KeySlot[] {
    return [...this.#keys.keys()];
  }

  /** The value of an `authorization` header: for one request to the platform. */
  authorization(): string {
    return `Bearer ${this.#token.toString('latin1')}`;
  }

  /** @param slot one of `slots`. The bytes stay this object's */
  key(slot: KeySlot): PlainKey<Buffer> {
    const key = this.#keys.get(slot);
    if (key === undefined) throw new RangeError(`There is no key of ${slot}.`);
    return key;
  }

  dispose(): void {
    this.#token.fill(0);
    for (const key of this.#keys.values()) key.fill(0);
  }
}
