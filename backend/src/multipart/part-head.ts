import { refuseKeysInBody } from '#nestjs-byok';
import { twofoldForm } from './twofold-form.js';

/** What the header lines of a part say, when they can be read in one way only. */
export interface PartHead {
  readonly name: string;
  readonly isFile: boolean;
  /** Bytes, where the part says so. */
  readonly size: number | undefined;
}

const LINE = /^(?<name>[!#$%&'*+.^`|~\w-]+):[ \t]*(?<value>[\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;
const PARAMETER = /;[ \t]*(?<name>[\w-]+\*?)=(?:(?<token>[!#$%&'*+.^`|~\w-]+)|"(?<quoted>(?:[^"\\]|\\(?!"))*)")/y;
/** ASCII, and of escapes only what browsers write for a quote and the ends of lines. */
const NAME = /^(?! )(?:[\x20-\x24\x26-\x5b\x5d-\x7e]|%(?:22|0D|0A))+(?<! )$/;
/** The content as it is. */
const PLAIN_ENCODING = /^(?:7bit|8bit|binary)$/i;
const NESTED = /^(?:multipart|message)\//i;
/** In a set of characters of which ASCII is a part, as names of models are: Java's clients say ISO-8859-1 by themselves. */
const TEXT_TYPE = /^(?!application\/octet-stream)[\w.+-]+\/[\w.+-]+(?:[ \t]*;[ \t]*charset=(?:utf-?8|us-ascii|iso-8859-1|"utf-?8"|"us-ascii"))?$/i;

/**
 * Reads the header lines of a part.
 * @param lines without the empty line behind them, one character a byte
 * @throws ByokError request_invalid when two readers could take them for different things, key_malformed
 */
export function partHead(lines: string): PartHead {
  const headers = new Map<string, string>();
  for (const line of lines.split('\r\n')) {
    const { name, value = '' } = LINE.exec(line)?.groups ?? {};
    if (name === undefined) throw twofoldForm('a part has a header line that is folded, or is none');
    refuseKeysInBody({ [name]: null });
    const key = name.toLowerCase();
    if (headers.has(key)) throw twofoldForm('a part has a header twice');
    headers.set(key, value);
  }
  const { name, isFile } = dispositionOf(headers.get('content-disposition') ?? '');
  assertPlainContent(headers, isFile, name);
  return { name, isFile, size: sizeOf(headers.get('content-length'), name) };
}

function dispositionOf(disposition: string): { name: string; isFile: boolean } {
  if (!/^form-data[ \t]*;/i.test(disposition)) throw twofoldForm('a part has no name: each needs a content-disposition of form-data with "name"');
  const parameters = new Map<string, string>();
  let at = disposition.indexOf(';');
  while (at < disposition.length) {
    PARAMETER.lastIndex = at;
    const { name, token, quoted } = PARAMETER.exec(disposition)?.groups ?? {};
    if (name === undefined) throw twofoldForm('a part has a content-disposition that is malformed, or escapes a quote with a backslash');
    const key = name.toLowerCase();
    if (parameters.has(key)) throw twofoldForm(`a part has "${key}" twice in its content-disposition`);
    parameters.set(key, token ?? quoted ?? '');
    at = PARAMETER.lastIndex;
  }
  const [first, ...further] = parameters.keys();
  const name = parameters.get('name') ?? '';
  if (first !== 'name' || further.some((key) => key !== 'filename' && key !== 'filename*')) {
    throw twofoldForm('a part must have "name" first in its content-disposition, and behind it no more than "filename" and "filename*"');
  }
  if (!NAME.test(name)) throw twofoldForm('a part has a name that is empty, not ASCII, escaped, or begins or ends with a space');
  const isFile = further.length > 0;
  if (isFile !== (name === 'file')) {
    throw twofoldForm(isFile ? 'a part with a filename is not named "file"' : 'the part "file" has no filename', name);
  }
  return { name, isFile };
}

function assertPlainContent(headers: ReadonlyMap<string, string>, isFile: boolean, param: string): void {
  const encoding = headers.get('content-transfer-encoding');
  if (encoding !== undefined && !PLAIN_ENCODING.test(encoding)) throw twofoldForm('a part has a content-transfer-encoding, which some readers undo: send the bytes as they are', param);
  const type = headers.get('content-type');
  if (type === undefined) return;
  if (NESTED.test(type)) throw twofoldForm('a part holds parts of its own', param);
  if (!isFile && !TEXT_TYPE.test(type)) throw twofoldForm('a text field has a content-type of other than text in UTF-8', param);
}

function sizeOf(written: string | undefined, param: string): number | undefined {
  if (written === undefined) return undefined;
  if (!/^\d{1,10}$/.test(written)) throw twofoldForm('a part has a content-length that is no number', param);
  return Number(written);
}
