import type { Form } from './forms.js';
import { PatternSearch } from './pattern-search.js';
import { gzipStreams, withoutEscapes, withoutPercents } from './spellings.js';

/** What keys of a kind have in common; a hint or a masked key shows it, and it says nothing. */
const PUBLIC_BEGINNINGS = ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-ant-api03-', 'sk-ant-', 'sk-', 'AIzaSy', 'AIza', 'AQ.', 'byok_pat_'];
/** Marks a key that the sandbox takes. */
const SANDBOX_MARK = 'sandbox-';
const MIN_KEY_LENGTH = 8;
/** What is left of a key without its beginning must be this long to be looked for alone. */
const MIN_DISTINCTIVE = 12;
/** JSON in JSON in JSON. */
const NESTING = 3;

/** Looks for one key, whole or 12 characters of it in a row, in every encoding; a packed or escaped text is searched as what it means, too. */
export class KeySearch {
  readonly #patterns: PatternSearch;

  /** @throws RangeError for a key of less than 8 characters, or with others than printable ASCII: its forms can't be told */
  constructor(key: string) {
    if (key.length < MIN_KEY_LENGTH || !/^[ -~]+$/.test(key)) throw new RangeError(`A key that is looked for has ${MIN_KEY_LENGTH} or more characters of printable ASCII.`);
    this.#patterns = new PatternSearch([{ name: 'key', secret: distinctivePart(key) }]);
  }

  /** The form in which the key stands in a content, `fragment` where only a part of it does; undefined when it does not. */
  formIn(content: Uint8Array | string): Form | undefined {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    let part: Form | undefined;
    for (const [spelling, text] of spellingsOf(bytes)) {
      for (const { form } of this.#patterns.matches(text)) {
        if (form !== 'fragment') return spelling ?? form;
        part ??= form;
      }
    }
    return part;
  }
}

/** The bytes themselves, and each text that they may stand for. */
function* spellingsOf(bytes: Buffer): Generator<readonly [spelling: Form | undefined, text: Buffer]> {
  yield [undefined, bytes];
  let inner = bytes;
  for (let depth = 0; depth < NESTING; depth += 1) {
    const outer = inner;
    inner = withoutEscapes(outer);
    if (inner === outer) break;
    yield ['json', inner];
  }
  const unquoted = withoutPercents(bytes);
  if (unquoted !== bytes) yield ['percent', unquoted];
  for (const { unpacked } of gzipStreams(bytes)) yield ['gzip', unpacked];
}

function distinctivePart(key: string): string {
  const beginning = PUBLIC_BEGINNINGS.find((each) => key.startsWith(each)) ?? '';
  const rest = key.slice(beginning.length);
  const part = rest.startsWith(SANDBOX_MARK) ? rest.slice(SANDBOX_MARK.length) : rest;
  return part.length >= MIN_DISTINCTIVE ? part : key;
}

const KEPT = 64;
const searches = new Map<string, KeySearch>();

/**
 * For tests: the form in which a key stands somewhere in bytes, or undefined when in none. A test must also look for
 * something that is there, or it proves nothing.
 * @throws RangeError see `KeySearch`
 */
export function findKey(content: Uint8Array | string, key: string): Form | undefined {
  const search = searches.get(key) ?? new KeySearch(key);
  if (searches.size >= KEPT) searches.clear();
  searches.set(key, search);
  return search.formIn(content);
}
