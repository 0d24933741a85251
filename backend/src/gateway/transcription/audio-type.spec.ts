import { audioTypeOf, namedAudioType } from './audio-type.js';

const bytes = (latin1: string) => Buffer.from(latin1, 'latin1');

describe('the type of a recording', () => {
  it.each([
    ['RIFF\0\0\0\0WAVEfmt ', 'wav'],
    ['fLaC\0\0\0"', 'flac'],
    ['OggS\0\x02', 'ogg'],
    ['FORM\0\0\0\0AIFF', 'aiff'],
    ['FORM\0\0\0\0AIFC', 'aiff'],
    ['\0\0\0\x20ftypM4A ', 'mp4'],
    ['\x1a\x45\xdf\xa3\x01', 'webm'],
    ['ID3\x04\0', 'mp3'],
    ['\xff\xfb\x90\x00', 'mp3'],
    ['\xff\xf3\x40\xc0', 'mp3'],
    ['\xff\xf1\x50\x80', 'aac'],
    ['\xff\xf9\x50\x80', 'aac'],
  ])('is told by its first bytes %j: %s', (start, type) => {
    expect(audioTypeOf(bytes(start))).toBe(type);
  });

  it.each(['', 'R', '\xff', 'text, not audio', 'RIFF\0\0\0\0AVI LIST', '\xff\xd8\xff\xe0JFIF'])('is not made up for %j', (start) => {
    expect(audioTypeOf(bytes(start))).toBeUndefined();
  });

  it.each([
    ['lecture.MP3', '', 'mp3'],
    ['лекция.m4a', 'audio/wav', 'mp4'],
    ['blob', 'audio/x-wav', 'wav'],
    ['blob', 'audio/ogg; codecs=opus', 'ogg'],
    ['notes.txt', 'text/plain', undefined],
    ['x.constructor', '', undefined],
  ])('is otherwise what the client says: %j, %j', (name, mediaType, type) => {
    expect(namedAudioType({ name, mediaType })).toBe(type);
  });
});
