import type { Lesson, Outline, PartialCourse, Transcript } from '#contracts';
import type { JobInput } from '../database/index.js';
import { stitch } from '../transcripts/index.js';
import type { DonePiece } from './stages/transcription.stage.js';

/** Pieces from the beginning of the recording up to the first that is missing. */
function transcribedSoFar(parts: ReadonlyMap<string, unknown>): Transcript | undefined {
  const pieces: DonePiece[] = [];
  for (let piece = parts.get('transcription:0'); piece !== undefined; piece = parts.get(`transcription:${pieces.length}`)) pieces.push(piece as DonePiece);
  return pieces.length === 0 ? undefined : stitch(pieces);
}

/** The parts of a course that are finished; a lesson that is not is null. @param parts finished pieces of work by name */
export function partialCourse({ transcript: given }: JobInput, parts: ReadonlyMap<string, unknown>): PartialCourse {
  const transcript = given === undefined ? ((parts.get('transcription') as Transcript | undefined) ?? transcribedSoFar(parts)) : { text: given.trim(), segments: [] };
  const outline = parts.get('outline') as Outline | undefined;
  return {
    ...(transcript === undefined ? {} : { transcript }),
    ...(outline === undefined ? {} : { outline }),
    lessons: (outline?.sections ?? []).map((_section, index) => (parts.get(`lesson:${index}`) as Lesson | undefined) ?? null),
  };
}
