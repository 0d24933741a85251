import type { ProviderId } from '#contracts';
import { cacheLifeIn, type CacheLife } from './cache-life.js';
import { estimateJsonTokens } from './estimate-tokens.js';
import { mediaPartOf, type Fields, type MediaPart } from './media-part.js';

/** What a request holds beside text. */
export interface Media {
  readonly pictures: number;
  /** Characters of base64 of recordings. */
  readonly audioLength: number;
  /** Something of which neither the request nor its size says how much a model reads: a document, a film, a recording by URL. */
  readonly isOpen: boolean;
  /** How much of that is sound at most, from 0 to 1: Gemini counts 32 tokens of a film's second as sound, and 66 or more as pictures. */
  readonly soundShare: number;
}

const NO_MEDIA: Media = { pictures: 0, audioLength: 0, isOpen: false, soundShare: 0 };
const SOUND_OF_FILM = 1 / 3;

/**
 * Tokens that one picture is counted as at most.
 * OpenAI: 10,000 patches in full detail, 2.46 times that for its smallest models
 * (https://platform.openai.com/docs/guides/images-vision#calculating-costs). Anthropic: 4,784 in high resolution
 * (https://docs.claude.com/en/docs/build-with-claude/vision). Gemini: 2,240 in `ultra_high`
 * (https://ai.google.dev/gemini-api/docs/media-resolution). Cloud.ru says nothing: as OpenAI.
 */
const TOKENS_PER_PICTURE: Readonly<Record<ProviderId, number>> = { openai: 24_600, anthropic: 4_800, gemini: 2_240, cloudru: 24_600 };
/** 2,833 and 8 tiles of 5,667 (https://platform.openai.com/docs/guides/images-vision#calculating-costs). */
const TOKENS_OF_GPT_4O_MINI = 48_169;
/** 32 tokens a second (https://ai.google.dev/gemini-api/docs/audio), of which the slowest speech codecs need 375 bytes, 500 characters. */
const AUDIO_CHARACTERS_PER_TOKEN = 500 / 32;
/** Characters of base64 for a byte; a data URL may hold its bytes as they are. */
const BASE64_PER_BYTE = 4 / 3;

/** What a request of any of the formats holds beside text. Takes time linear in the request; never recursive. */
export function mediaIn(value: unknown): Media {
  let { pictures, audioLength, isOpen, soundShare } = NO_MEDIA;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current !== 'object' || current === null) continue;
    for (const child of Array.isArray(current) ? (current as unknown[]) : Object.values(current)) if (typeof child === 'object' && child !== null) pending.push(child);
    const part = mediaPartOf(current as Fields);
    switch (part?.kind) {
      case 'picture':
        pictures += 1;
        break;
      case 'audio':
        audioLength += base64LengthOf(part);
        break;
      case 'document':
        isOpen = true;
        break;
      case 'film':
        isOpen = true;
        soundShare = Math.max(soundShare, SOUND_OF_FILM);
        break;
      case 'linked audio':
        isOpen = true;
        soundShare = 1;
    }
  }
  return { pictures, audioLength, isOpen, soundShare };
}

/** A request in figures: its text, what stands beside it, how long a provider shall keep it, and what asks for more than text. */
export function expectedInput(value: unknown): { readonly inputTokens: number; readonly media: Media; readonly cacheLife: CacheLife | undefined; readonly spokenBy: SpokenBy | undefined } {
  return { inputTokens: estimateJsonTokens(value), media: mediaIn(value), cacheLife: cacheLifeIn(value), spokenBy: spokenBy(value) };
}

/** The field by which OpenAI's chats ask for sound, and that by which Gemini's calls do, or for pictures. */
export type SpokenBy = 'modalities' | 'generationConfig.responseModalities';

function spokenBy(value: unknown): SpokenBy | undefined {
  if (!isFields(value)) return undefined;
  const { modalities } = value;
  if (Array.isArray(modalities) && modalities.includes('audio')) return 'modalities';
  const config = value['generationConfig'] ?? value['generation_config'];
  if (!isFields(config)) return undefined;
  const isSpoken = asksForMore(config['responseModalities'] ?? config['response_modalities']) || (config['speechConfig'] ?? config['speech_config'] ?? null) !== null;
  return isSpoken ? 'generationConfig.responseModalities' : undefined;
}

/** @param modalities as strings, or the numbers of Gemini's enumeration, of which 1 is text */
function asksForMore(modalities: unknown): boolean {
  if (modalities === undefined || modalities === null) return false;
  return ![modalities].flat().every((modality) => modality === 1 || (typeof modality === 'string' && /^(?:text|modality_unspecified)$/i.test(modality)));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** Tokens that media are counted as at most: those of sound, which has a price of its own, and all others. Never more than a model reads. */
export function mediaTokens(
  { pictures, audioLength, isOpen, soundShare }: Media,
  provider: ProviderId,
  model: string | undefined,
  contextTokens: number,
): { readonly sound: number; readonly other: number } {
  if (isOpen) {
    const sound = Math.ceil(contextTokens * soundShare);
    return { sound, other: contextTokens - sound };
  }
  const perPicture = model === 'gpt-4o-mini' ? TOKENS_OF_GPT_4O_MINI : TOKENS_PER_PICTURE[provider];
  const sound = Math.min(contextTokens, Math.ceil(audioLength / AUDIO_CHARACTERS_PER_TOKEN));
  return { sound, other: Math.min(contextTokens - sound, pictures * perPicture) };
}

function base64LengthOf({ bytes }: MediaPart): number {
  const data = bytes?.holder[bytes.name];
  if (typeof data !== 'string') return 0;
  return /^data:[^,]{0,200},/i.test(data) && !/^data:[^,]{0,200};\s*base64\s*,/i.test(data) ? Math.ceil(data.length * BASE64_PER_BYTE) : data.length;
}
