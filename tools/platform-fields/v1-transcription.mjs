/** The transcription by a chat model that hears, as something that can be asked like a translation of libs/providers. */
import { importTypeScript } from '../../backend/test/support/register-typescript.mjs';

const FOLDER = 'backend/src/gateway/transcription';
/** A second of silence, as far as anybody looks. */
const WAV = Buffer.from('UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=', 'base64');

/** A body as the fields of a form, the way the SDK writes them; the recording goes apart. */
export function formFieldsOf({ file: _recording, ...body }) {
  return Object.entries(body).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.map((element) => [`${name}[]`, String(element)]);
    if (typeof value === 'object') return Object.entries(value).map(([member, inner]) => [`${name}[${member}]`, String(inner)]);
    return [[name, String(value)]];
  });
}

/** @param chat of a provider that has no transcriptions itself */
export async function transcriptionOver(chat) {
  const { UploadedForm } = await importTypeScript('backend/src/multipart/uploaded-form.ts');
  const { transcriptionIn, unreadFields } = await importTypeScript(`${FOLDER}/transcription-request.ts`);
  const { transcribeViaChat, unsupportedReason } = await importTypeScript(`${FOLDER}/transcribing-model.ts`);
  const { openAiTranscript, openAiTranscriptEvents } = await importTypeScript('backend/src/transcripts/index.ts');
  return {
    kind: 'translate',
    storedField: () => undefined,
    async complete(body, send, signal, onDropped) {
      const file = body.file === undefined ? undefined : { name: 'a.wav', mediaType: 'audio/wav', size: WAV.length, head: WAV };
      const form = new UploadedForm('', undefined, formFieldsOf(body), file);
      const request = transcriptionIn(form);
      const reason = unsupportedReason(request, body.model);
      if (reason !== undefined) throw reason;
      unreadFields(form).forEach(onDropped);
      const heard = await transcribeViaChat(chat, request, WAV.toString('base64'), body.model, send, signal, (asked) => asked);
      return request.stream ? openAiTranscriptEvents(heard) : openAiTranscript(heard, request.format);
    },
  };
}
