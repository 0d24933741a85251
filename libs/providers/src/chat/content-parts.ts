import type { LanguageModelV4FilePart, LanguageModelV4TextPart } from '@ai-sdk/provider';
import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';
import { base64Of, parseDataUrl } from './data-url.js';
import { cacheMark } from './cache-control.js';
import { mediaTypeOf } from './image-type.js';
import { unsupported } from './refusal.js';

/** What a provider takes besides text. */
export interface InputAbilities {
  /** For the sentence that refuses: "Anthropic models". */
  models: string;
  audio: boolean;
  /** Marks of what to keep in a cache, as Anthropic has them. */
  cacheControl?: boolean;
}

const IMAGE_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
};
const AUDIO_TYPES: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mp3',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  aiff: 'audio/aiff',
  m4a: 'audio/mp4',
};

/** Content of a user message: a string, or parts of text, image_url, input_audio and file. */
export function userContent(
  content: unknown,
  field: string,
  abilities: InputAbilities,
): (LanguageModelV4TextPart | LanguageModelV4FilePart)[] {
  if (typeof content === 'string') return [{ type: 'text', text: content.toWellFormed() }];
  if (!Array.isArray(content) || content.length === 0) {
    throw unsupported(field, 'must be a string or a list of content parts that is not empty.');
  }
  return content.map((part: unknown, index) => {
    const at = `${field}[${index}]`;
    const mark = abilities.cacheControl === true ? cacheMark(at, part) : {};
    return { ...userPart(part, at, abilities), ...mark };
  });
}

/** Content that may only be text: of system, assistant and tool messages. Refusals count as text. */
export function textContent(content: unknown, field: string): string {
  if (typeof content === 'string') return content.toWellFormed();
  if (content === null || content === undefined) return '';
  if (!Array.isArray(content)) throw unsupported(field, 'must be a string or a list of text parts.');
  return content.map((part: unknown, index) => textOf(part, `${field}[${index}]`)).join('');
}

function textOf(part: unknown, field: string): string {
  const type = textAt(part, 'type');
  const text = isObject(part) ? part[type === 'refusal' ? 'refusal' : 'text'] : undefined;
  if ((type !== 'text' && type !== 'refusal') || typeof text !== 'string') {
    throw unsupported(field, 'only text parts can stand here.');
  }
  return text.toWellFormed();
}

function userPart(
  part: unknown,
  field: string,
  abilities: InputAbilities,
): LanguageModelV4TextPart | LanguageModelV4FilePart {
  if (!isObject(part)) throw unsupported(field, 'a content part must be an object with a type.');
  switch (part['type']) {
    case 'text':
      return { type: 'text', text: textOf(part, field) };
    case 'image_url':
      return imagePart(part, `${field}.image_url`, abilities);
    case 'input_audio':
      if (!abilities.audio) throw unsupported(`${field}.input_audio`, `${abilities.models} take no audio.`);
      return audioPart(part, `${field}.input_audio`);
    case 'file':
      return documentPart(part, `${field}.file`);
    default:
      throw unsupported(`${field}.type`, 'must be one of text, image_url, input_audio and file.');
  }
}

function imagePart(part: JsonObject, field: string, abilities: InputAbilities): LanguageModelV4FilePart {
  const address = textAt(part, 'image_url') ?? textAt(part['image_url'], 'url');
  if (address === undefined) throw unsupported(`${field}.url`, 'must be a data: or https: URL.');
  if (/^data:/i.test(address)) return inlineMedia(address, `${field}.url`, abilities);
  if (!/^https:\/\//i.test(address) || !URL.canParse(address)) {
    throw unsupported(`${field}.url`, 'must be a data: or https: URL.');
  }
  const url = new URL(address);
  const extension = /\.([a-z0-9]+)$/i.exec(url.pathname)?.[1]?.toLowerCase() ?? '';
  return { type: 'file', mediaType: IMAGE_TYPES[extension] ?? 'image/jpeg', data: { type: 'url', url } };
}

/** Clients put recordings and films there, too: these go on to models that take recordings. */
function inlineMedia(address: string, field: string, { audio, models }: InputAbilities): LanguageModelV4FilePart {
  const inline = inlinePart(address, field);
  if (!audio && /^(?:audio|video)\//.test(inline.mediaType)) throw unsupported(field, `${models} take no ${inline.mediaType}.`);
  return inline;
}

function audioPart(part: JsonObject, field: string): LanguageModelV4FilePart {
  const audio = objectAt(part, 'input_audio');
  const stored = audio['data'] instanceof URL ? audio['data'] : undefined;
  const data = textAt(audio, 'data');
  if (data === undefined && stored === undefined) throw unsupported(`${field}.data`, 'must be the audio in base64.');
  const mediaType = AUDIO_TYPES[textAt(audio, 'format') ?? ''];
  if (mediaType === undefined)
    throw unsupported(`${field}.format`, `must be one of ${Object.keys(AUDIO_TYPES).join(', ')}.`);
  // A file that we stored ourselves: nothing that a client sends is ever a URL object.
  if (stored !== undefined) return { type: 'file', mediaType, data: { type: 'url', url: stored } };
  const base64 = base64Of(data as string);
  if (base64 === undefined) throw unsupported(`${field}.data`, 'must be the audio in base64.');
  return { type: 'file', mediaType, data: { type: 'data', data: base64 } };
}

function documentPart(part: JsonObject, field: string): LanguageModelV4FilePart {
  const file = objectAt(part, 'file');
  const data = textAt(file, 'file_data');
  if (data === undefined)
    throw unsupported(
      `${field}.file_data`,
      'is needed: files stored at a provider (file_id) cannot be reached from here.',
    );
  const filename = textAt(file, 'filename');
  const inline = inlinePart(/^data:/i.test(data) ? data : `data:application/pdf;base64,${data}`, `${field}.file_data`);
  return filename === undefined ? inline : { ...inline, filename };
}

function inlinePart(address: string, field: string): LanguageModelV4FilePart {
  const inline = parseDataUrl(address);
  if (inline === undefined || inline.data === '') {
    throw unsupported(field, 'must have the form data:<media type>;base64,<data>.');
  }
  return { type: 'file', mediaType: mediaTypeOf(inline.mediaType, inline.data), data: { type: 'data', data: inline.data } };
}
