import { estimateJsonTokens } from './estimate-tokens.js';
import { expectedInput, mediaIn, mediaTokens } from './media.js';

const url = 'https://example.test/a';
const DATA = 'A'.repeat(16_000);

describe('media in a request', () => {
  it.each<[string, unknown]>([
    ['of OpenAI', { type: 'image_url', image_url: { url } }],
    ["of OpenAI's responses", { type: 'input_image', image_url: url }],
    ['of Anthropic by URL', { type: 'image', source: { type: 'url', url } }],
    ['of Anthropic', { type: 'image', source: { type: 'base64', media_type: 'image/png', data: DATA } }],
    ['of Gemini', { inlineData: { mimeType: 'image/png', data: DATA } }],
    ['of OpenAI in a data URL', { type: 'image_url', image_url: { url: `data:image/png;base64,${DATA}` } }],
    ['of a screen', { type: 'computer_call_output', output: { type: 'computer_screenshot', image_url: `data:image/png;base64,${DATA}` } }],
    ['of an interaction', { type: 'image', mime_type: 'image/png', data: DATA }],
    ['of an interaction by URL', { type: 'image', uri: url }],
    ['of Gemini by URL, in the other spelling', { file_data: { mime_type: 'image/png', file_uri: url } }],
  ])('are a picture: %s', (_name, part) => expect(mediaIn({ messages: [{ content: [[part], { type: 'text', text: 'x' }] }] })).toEqual({ pictures: 1, audioLength: 0, isOpen: false, soundShare: 0 }));

  it.each<[string, unknown, number]>([
    ['a film of an interaction', { type: 'video', uri: url }, 1 / 3],
    ['a film in the place of a picture of an interaction', { type: 'image', mime_type: 'video/mp4', data: DATA }, 1 / 3],
    ['a recording of an interaction by URL', { type: 'audio', mime_type: 'audio/mpeg', uri: url }, 1],
    ['a document of an interaction', { type: 'document', mime_type: 'application/pdf', data: DATA }, 0],
    ['a film by URL', { fileData: { mimeType: 'video/mp4', fileUri: url } }, 1 / 3],
    ['a film without a type', { fileData: { fileUri: 'https://www.youtube.com/watch?v=x' } }, 1 / 3],
    ['a film', { inlineData: { mimeType: 'video/mp4', data: DATA } }, 1 / 3],
    ['a recording by URL', { fileData: { mimeType: 'audio/mpeg', fileUri: url } }, 1],
    ['a film in the place of a picture', { type: 'image_url', image_url: { url: `data:video/mp4;base64,${DATA}` } }, 1 / 3],
    ["a film in the place of a picture of OpenAI's responses", { type: 'input_image', image_url: `DATA:VIDEO/MP4;base64,${DATA}` }, 1 / 3],
    ['a document in the place of a picture', { type: 'image_url', image_url: { url: `data:application/pdf;base64,${DATA}` } }, 0],
    ['a film in the place of a file', { type: 'file', file: { file_data: `data:video/mp4;base64,${DATA}` } }, 1 / 3],
    ["a recording in the place of a file of OpenAI's responses", { type: 'input_file', file_data: `data:audio/ogg;base64,${DATA}` }, 1],
    ['a picture in the place of a file', { type: 'file', file: { file_data: `data:image/png;base64,${DATA}` } }, 0],
    ['what is of no type at all', { inlineData: { mimeType: { toString: 1, valueOf: 1 }, data: DATA } }, 1 / 3],
    ['a document whose source is of no type at all', { type: 'document', source: { type: { toString: 1, valueOf: 1 } } }, 0],
    ['a document of Gemini', { inlineData: { mimeType: 'application/pdf', data: DATA } }, 0],
    ['a document of Anthropic', { type: 'document', source: { type: 'url', url } }, 0],
    ['a file of OpenAI', { type: 'file', file: { file_data: DATA } }, 0],
    ["a file of OpenAI's responses", { type: 'input_file', file_url: url }, 0],
  ])('may be as much as a model reads: %s', (_name, part, share) => {
    const media = mediaIn([{ role: 'user', parts: [part] }]);
    expect(media).toMatchObject({ isOpen: true, soundShare: share });
    const { sound, other } = mediaTokens(media, 'gemini', 'm', 900_000);
    expect([sound, sound + other]).toEqual([900_000 * share, 900_000]);
  });

  it.each<[string, unknown]>([
    ['text', { type: 'text', text: 'image_url' }],
    ['a document of text', { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'words' } }],
    ['a schema', { properties: { type: { type: 'string' }, image: { type: 'object', properties: { source: {} } } } }],
    ['a call', { functionCall: { name: 'inlineData', args: { file: 'a' } } }],
  ])('are not %s', (_name, part) => expect(mediaIn({ contents: [part] })).toEqual({ pictures: 0, audioLength: 0, isOpen: false, soundShare: 0 }));

  it.each<[string, unknown, number]>([
    ['in base64', { type: 'image_url', image_url: { url: `data:audio/ogg;base64,${DATA}` } }, 16_022],
    ['in base64, by a string', { type: 'input_image', image_url: `data:audio/ogg;base64,${DATA}` }, 16_022],
    ['in bytes as they are', { type: 'image_url', image_url: { url: `data:audio/ogg,${DATA}` } }, Math.ceil((16_015 * 4) / 3)],
  ])('are a recording in the place of a picture: %s', (_name, part, audioLength) =>
    expect(mediaIn({ messages: [{ content: [part] }] })).toEqual({ pictures: 0, audioLength, isOpen: false, soundShare: 0 }));

  it('are reckoned by the most of their provider, and never above what a model reads', () => {
    const pictures = (count: number) => ({ pictures: count, audioLength: 0, isOpen: false, soundShare: 0 });
    expect(mediaTokens(pictures(2), 'anthropic', 'claude-haiku-4-5', 200_000)).toEqual({ sound: 0, other: 9_600 });
    expect(mediaTokens(pictures(2), 'gemini', 'gemini-3.5-flash', 1_000_000)).toEqual({ sound: 0, other: 4_480 });
    expect(mediaTokens(pictures(1), 'openai', 'gpt-4o-mini', 128_000)).toEqual({ sound: 0, other: 48_169 });
    expect(mediaTokens(pictures(100), 'openai', 'gpt-4o', 128_000)).toEqual({ sound: 0, other: 128_000 });
    const { media, inputTokens } = expectedInput([{ type: 'input_audio', input_audio: { data: DATA, format: 'mp3' } }]);
    expect(mediaTokens(media, 'gemini', 'gemini-3.5-flash', 1_000_000)).toEqual({ sound: 1_024, other: 0 });
    expect(inputTokens).toBe(estimateJsonTokens([{ type: 'input_audio', input_audio: { data: DATA, format: 'mp3' } }]));
  });

  it.each<[string, unknown, string | undefined]>([
    ['nothing', { messages: [{ content: [{ type: 'text', text: 'cache_control' }] }] }, undefined],
    ['a mark that is null', { cache_control: null }, undefined],
    ['a part', { messages: [{ content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }] }] }, 'short'],
    ['a tool for an hour, a part for less', { tools: [{ cache_control: { type: 'ephemeral', ttl: '1h' } }], messages: [{ cache_control: { type: 'ephemeral', ttl: '5m' } }] }, 'hour'],
  ])('stand beside what is to be kept in a cache: %s', (_name, request, life) => expect(expectedInput(request).cacheLife).toBe(life));

  it('are looked for in time and depth without an end', () => {
    let deep: unknown = { type: 'image_url' };
    for (let index = 0; index < 50_000; index += 1) deep = [deep];
    expect(mediaIn(deep).pictures).toBe(1);
  });
});
