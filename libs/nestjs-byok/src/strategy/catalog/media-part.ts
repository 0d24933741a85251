/** What a part of a message holds beside text. */
export type MediaKind = 'picture' | 'audio' | 'linked audio' | 'film' | 'document';

/** A part of a message that isn't text. */
export interface MediaPart {
  readonly kind: MediaKind;
  /** The object in which its bytes stand and their member's name there; undefined where it is a link. */
  readonly bytes?: { readonly holder: Fields; readonly name: string } | undefined;
}

/** An object of parsed JSON. */
export type Fields = Readonly<Record<string, unknown>>;

const DATA_URL_TYPE = /^data:([a-z]+\/[a-z0-9.+-]+)/i;

/** Whether a value of parsed JSON is an object with members. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What an object is, if it is a part of a message beside text: in OpenAI's two formats, Anthropic's, Gemini's in
 * both spellings, and that of its interactions.
 */
export function mediaPartOf(part: Fields): MediaPart | undefined {
  const { type, source } = part;
  switch (type) {
    case 'image_url':
    case 'input_image':
    case 'computer_screenshot':
      return pictureOf(part);
    case 'input_audio':
      return withBytes('audio', part['input_audio'], 'data');
    case 'file':
      return fileOf(part['file']);
    case 'input_file':
      return fileOf(part);
    case 'image':
      if (isInteractionPart(part)) return interactionPart(part, 'picture');
      return isFields(source) ? withBytes('picture', source, 'data') : undefined;
    case 'audio':
      return isInteractionPart(part) ? interactionPart(part, typeof part['data'] === 'string' ? 'audio' : 'linked audio') : undefined;
    case 'video':
      return isInteractionPart(part) ? interactionPart(part, 'film') : undefined;
    case 'document':
      if (isInteractionPart(part)) return interactionPart(part, 'document');
      return isFields(source) && !(source['type'] === 'text' || source['type'] === 'content') ? withBytes('document', source, 'data') : undefined;
  }
  const inline = part['inlineData'] ?? part['inline_data'];
  const linked = part['fileData'] ?? part['file_data'];
  if (isFields(inline)) return withBytes(kindOfType(blobType(inline), 'audio'), inline, 'data');
  return isFields(linked) ? { kind: kindOfType(blobType(linked), 'linked audio') } : undefined;
}

/** Interactions of Gemini have bytes or address in the part itself. */
const isInteractionPart = ({ data, uri }: Fields): boolean => typeof data === 'string' || typeof uri === 'string';

/** What its media type says costs more than what it is called is believed. */
function interactionPart(part: Fields, called: MediaKind): MediaPart {
  const type = blobType(part);
  const said = type === '' ? called : kindOfType(type, called === 'audio' ? 'audio' : 'linked audio');
  return withBytes(said === 'film' || said === 'document' ? said : called, part, 'data');
}

/** Goes out as what the media type of its data URL says; one that says none is refused by its reader. */
function pictureOf(part: Fields): MediaPart {
  const [holder, name] = isFields(part['image_url']) ? [part['image_url'], 'url'] : [part, 'image_url'];
  const type = dataUrlType(holder[name]);
  return withBytes(type === undefined ? 'picture' : kindOfType(type, 'audio'), holder, name);
}

/** A provider may go by the name or the bytes of a file: only what its type adds to the price is believed. */
function fileOf(file: unknown): MediaPart {
  if (!isFields(file)) return { kind: 'document' };
  const type = dataUrlType(file['file_data']);
  const kind = type === undefined ? 'document' : kindOfType(type, 'linked audio');
  return withBytes(kind === 'picture' ? 'document' : kind, file, 'file_data');
}

function withBytes(kind: MediaKind, holder: unknown, name: string): MediaPart {
  return { kind, bytes: isFields(holder) && typeof holder[name] === 'string' ? { holder, name } : undefined };
}

function dataUrlType(address: unknown): string | undefined {
  return typeof address === 'string' ? DATA_URL_TYPE.exec(address)?.[1] : undefined;
}

/** What is no text is no type: a client may write anything, also what can't be made a text. */
function blobType(blob: Fields): string {
  const type = blob['mimeType'] ?? blob['mime_type'];
  return typeof type === 'string' ? type : '';
}

/** @param audio what a recording is, with its bytes or without */
function kindOfType(type: string, audio: MediaKind): MediaKind {
  if (/^image\//i.test(type)) return 'picture';
  if (/^audio\//i.test(type)) return audio;
  // A link without a type may be one to a film.
  return type === '' || /^video\//i.test(type) ? 'film' : 'document';
}
