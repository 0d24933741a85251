import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lecture } from './lecture.js';

const run = promisify(execFile);

/** A lecture as a file of one format. */
export interface EncodedLecture {
  readonly name: string;
  readonly path: string;
  readonly mediaType: string;
  /** Seconds that the sound begins after the file does. */
  readonly delay: number;
}

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=2'];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-shortest'];

/** The lecture as mp3 (variable bit rate), m4a, webm and mp4 video, and as video whose sound begins late. */
export async function encodeLecture({ path }: Lecture, folder: string): Promise<EncodedLecture[]> {
  const at = (name: string) => join(folder, name);
  const make = (parameters: string[]) => run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...parameters], { maxBuffer: 64 << 20 });
  const sound = ['-i', path];
  await Promise.all([
    make([...sound, '-c:a', 'libmp3lame', '-q:a', '6', at('lecture.mp3'), '-c:a', 'libopus', '-compression_level', '0', '-b:a', '32k', at('lecture.webm')]),
    make([...sound, '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '48k', at('lecture.m4a')]),
  ]);
  const aac = ['-i', at('lecture.m4a'), '-c:a', 'copy'];
  await make([...PICTURE, ...aac, ...H264, at('lecture.mp4')]);
  await make([...PICTURE, '-itsoffset', '2.5', ...aac, ...H264, at('late.mp4')]);
  return [
    { name: 'lecture.mp3', mediaType: 'audio/mpeg' },
    { name: 'lecture.m4a', mediaType: 'audio/mp4' },
    { name: 'lecture.webm', mediaType: 'audio/webm' },
    { name: 'lecture.mp4', mediaType: 'video/mp4' },
    { name: 'late.mp4', mediaType: 'video/mp4', delay: 2.5 },
  ].map((file) => ({ delay: 0, ...file, path: at(file.name) }));
}
