import type { Script } from '#sandbox';
import { hear } from './hear.js';
import { stretchText } from './lecture.js';

/** What is said before the first marker of a piece, which began before the cut. */
export const CONTINUED = 'Продолжение.';

/** An answer of the transcription that is made from the very sound that came: each stretch at the place where it is heard. */
export const listen: Script = async ({ path, headers }, body) => {
  if (!path.includes('/audio/transcriptions')) return undefined;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': String(headers['content-type']) } }).formData();
  const file = form.get('file') as File;
  const { seconds, markers } = await hear(new Uint8Array(await file.arrayBuffer()));
  const stretches = markers.map(({ number, at }, index) => ({ start: at, end: markers[index + 1]?.at ?? seconds, text: stretchText(number) }));
  const first = stretches[0]?.start ?? seconds;
  const segments = first > 0.3 ? [{ start: 0, end: first, text: CONTINUED }, ...stretches] : stretches;
  const text = segments.map((segment) => segment.text).join(' ');
  const answer = { task: 'transcribe', language: 'russian', duration: seconds, text, segments: segments.map((segment, id) => ({ id, ...segment })) };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
};
