import fc from 'fast-check';
import { FormFrame } from './form-frame.js';
import { FormReader } from './form-reader.js';

const BOUNDARY = 'x-boundary-x';
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const HEAD = 'Content-Disposition: form-data; name="prompt"';
const part = (lines: string, content = 'x') => `--${BOUNDARY}\r\n${lines}\r\n\r\n${content}\r\n`;
const END = `--${BOUNDARY}--\r\n`;
const FILE = part('Content-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav', 'RIFF');

/** What is found in a form that comes in pieces of a size. */
function frameOf(body: string, pieceBytes = body.length, type = TYPE): FormFrame {
  const frame = new FormFrame(type);
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += pieceBytes) frame.write(bytes.subarray(at, at + pieceBytes));
  frame.end();
  return frame;
}

describe('a form', () => {
  it.each([
    ['of a browser', part(HEAD) + FILE + END],
    ['that ends with its last boundary', part(HEAD) + FILE + END.trimEnd()],
    ['that begins with an empty line', `\r\n${FILE}${END}`],
    ['with names that are tokens, as .NET writes them', part('Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=prompt') + part("Content-Disposition: form-data; name=file; filename=a.wav; filename*=utf-8''a.wav") + END],
    ['with lengths and plain encodings, as OkHttp writes them', part(`${HEAD}\r\nContent-Transfer-Encoding: binary\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 1`) + FILE + END],
    ['with a name of a file in Cyrillic, and a header of its own', part('X-Own: yes\r\nContent-Disposition: form-data; name="file"; filename="лекция; name=model.wav"') + END],
    ['with only the long name of a file', part("Content-Disposition: form-data; name=\"file\"; filename*=utf-8''%D0%BB.wav") + END],
    ['with parts that are empty, or hold ends of lines and dashes', part(HEAD, '') + part(HEAD, '\r\n') + part(HEAD, `\r\n--x-boundary\r\n--`) + part(HEAD, '\r'.repeat(40)) + END],
  ])('%s has one meaning, in one piece and in many', (_what, body) => {
    const whole = frameOf(body);
    expect(whole.failure).toBeUndefined();
    for (const size of [1, 2, 3, 7, BOUNDARY.length, BOUNDARY.length + 4, 64]) {
      const frame = frameOf(body, size);
      expect(frame.failure).toBeUndefined();
      expect(frame.parts).toEqual(whole.parts);
    }
  });

  it('shows its parts with their sizes', () => {
    expect(frameOf(part(HEAD, 'да\r\n') + FILE + END).parts).toEqual([
      { name: 'prompt', isFile: false, size: 6 },
      { name: 'file', isFile: true, size: 4 },
    ]);
  });

  it.each([
    ['words before its first boundary', `x\r\n${FILE}${END}`, /before its first/],
    ['another form before it', `--y\r\n${HEAD}\r\n\r\nx\r\n${FILE}${END}`, /before its first/],
    ['a part behind its last boundary', FILE + END + part(HEAD) + END, /behind its last/],
    ['words behind its last boundary', `${FILE}${END}x`, /behind its last/],
    ['two ends of lines behind it', `${FILE}${END}\r\n`, /behind its last/],
    ['no last boundary', FILE, /last boundary/],
    ['nothing in it', '', /last boundary/],
    ['spaces behind a boundary', FILE.replace('\r\n', ' \r\n') + END, /line of a boundary/],
    ['an end of a line that is short', FILE.replace('\r\n', '\n') + END, /line of a boundary/],
    ['a boundary behind a short end of a line', part(HEAD, `x\n--${BOUNDARY}\r\n${HEAD}\r\n\r\ny`) + END, /within a part/],
    ['a longer boundary within a part', part(HEAD, `x\r\n--${BOUNDARY}y`) + END, /line of a boundary/],
    ['a boundary in the middle of a line', part(HEAD, `x--${BOUNDARY}`) + END, /within a part/],
    ['a boundary right behind headers', `--${BOUNDARY}\r\n${HEAD}\r\n\r\n${END}`, /within a part/],
    ['a boundary within headers', part(`${HEAD}\r\nX: --${BOUNDARY}`) + END, /in a header/],
    ['headers that do not end', `--${BOUNDARY}\r\n${HEAD}\r\nX: ${'x'.repeat(5000)}`, /4 KiB/],
    ['a part without headers', `--${BOUNDARY}\r\n\r\nx\r\n${END}`, /no header lines/],
    ['a part without a disposition', part('Content-Type: text/plain') + END, /no name/],
    ['a part without a name', part('Content-Disposition: form-data; filename="a"') + END, /"name" first/],
    ['a part with an empty name', part('Content-Disposition: form-data; name=""') + END, /name that is empty/],
    ['another disposition', part('Content-Disposition: attachment; name="model"') + END, /form-data/],
    ['two dispositions in a part', part(`${HEAD}\r\nContent-Disposition: form-data; name="model"`) + END, /header twice/],
    ['a folded header', part('Content-Disposition: form-data;\r\n name="model"') + END, /folded/],
    ['a header folded into another', part(`${HEAD}\r\n\tX: y`) + END, /folded/],
    ['a header with a short end of a line', part(`${HEAD}\nContent-Disposition: form-data; name="model"`) + END, /header line/],
    ['a space before a colon', part('Content-Disposition : form-data; name="model"') + END, /header line/],
    ['two names', part(`${HEAD}; name="model"`) + END, /"name" twice/],
    ['name and name*', part(`${HEAD}; name*=utf-8''model`) + END, /no more than/],
    ['name* alone', part("Content-Disposition: form-data; name*=utf-8''model") + END, /"name" first/],
    ['a filename before its name', part('Content-Disposition: form-data; filename="name=model"; name="file"') + END, /"name" first/],
    ['an escaped quote', part('Content-Disposition: form-data; name="file"; filename="a\\"; name=\\"model"') + END, /backslash/],
    ['a backslash in a name', part('Content-Disposition: form-data; name="mo\\del"') + END, /not ASCII, escaped/],
    ['an escaped letter in a name', part('Content-Disposition: form-data; name="%6Dodel"') + END, /escaped/],
    ['a space before a name', part('Content-Disposition: form-data; name=" model"') + END, /space/],
    ['a mark before a name', part('Content-Disposition: form-data; name="\ufeffmodel"') + END, /not ASCII/],
    ['a model with a filename', part('Content-Disposition: form-data; name="model"; filename="a"') + END, /not named "file"/],
    ['a file without a filename', part('Content-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream') + END, /no filename/],
    ['an encoding', part(`${HEAD}\r\nContent-Transfer-Encoding: base64`, 'Z3B0') + END, /content-transfer-encoding/],
    ['a text in another charset', part(`${HEAD}\r\nContent-Type: text/plain; charset=utf-16le`) + END, /UTF-8/],
    ['a text that is called bytes', part(`${HEAD}\r\nContent-Type: application/octet-stream`) + END, /UTF-8/],
    ['parts within a part', part('Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: multipart/mixed; boundary=y') + END, /parts of its own/],
    ['a wrong length of a part', part(`${HEAD}\r\nContent-Length: 3`) + END, /content-length/],
    ['a strange length of a part', part(`${HEAD}\r\nContent-Length: 1, 3`) + END, /content-length/],
  ])('with %s has more than one, in one piece and in many', (_what, body, words) => {
    for (const size of [body.length, 1, 5]) expect(frameOf(body, size || 1).failure).toMatchObject({ code: 'request_invalid', message: expect.stringMatching(words) });
  });

  it('with a key in a header of a part is told so', () => {
    expect(frameOf(part(`${HEAD}\r\nX-Byok-OpenAI-Key: sk-sandbox-x`) + END).failure).toMatchObject({ code: 'key_malformed' });
  });

  it.each([`${TYPE}; boundary=y`, `multipart/form-data; boundary=y; boundary=${BOUNDARY}`, `${TYPE}; charset=utf-16`, `${TYPE}; x=y`, `multipart/form-data; boundary*=utf-8''${BOUNDARY}`, `multipart/form-data; boundary="x\\-boundary-x"`, 'multipart/form-data; boundary="x boundary"', 'multipart/form-data; boundary=""', 'multipart/form-data; boundary=----', `multipart/form-data; boundary=${'x'.repeat(71)}`, `multipart/form-data; boundary=${BOUNDARY},y`, `${TYPE};`, `multipart/form-data boundary=${BOUNDARY}`, 'multipart/form-data'])('of the type %s has more than one', (type) => {
    expect(frameOf(FILE + END, undefined, type).failure).toMatchObject({ code: 'request_invalid', message: expect.stringMatching(/"boundary"/) });
  });

  it.each([`Multipart/Form-Data;boundary=${BOUNDARY}`, `multipart/form-data; boundary="${BOUNDARY}"`, `multipart/form-data; charset=utf-8; Boundary=${BOUNDARY}`])('of the type %s has one', (type) => {
    expect(frameOf(FILE + END, undefined, type).failure).toBeUndefined();
  });
});

/** What a form is put together from, and what may be put into it by somebody who wants two readers to differ. */
const WHOLE = [part(HEAD), part('Content-Disposition: form-data; name="model"', 'whisper-1'), part(`${HEAD}\r\nContent-Type: text/plain`, 'x\r\n-')];
const PIECES = ['\r\n', '\n', '--', BOUNDARY, `--${BOUNDARY}`, '; name="model"', 'Content-Disposition: form-data; name="model"\r\n', '\r\n\r\n', ' ', '"', '\\"', "*=utf-8''a", '\ufeff'];

it('what has one meaning here is what the parser reads, whatever is put into a form', async () => {
  let passed = 0;
  const form = fc.array(fc.constantFrom(...WHOLE, FILE), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('') + END);
  const change = fc.option(fc.tuple(fc.nat(), fc.constantFrom(...PIECES)), { freq: 3 });
  await fc.assert(
    fc.asyncProperty(form, change, fc.integer({ min: 1, max: 40 }), async (whole, put, pieceBytes) => {
      const at = put === null ? 0 : put[0] % (whole.length + 1);
      const body = put === null ? whole : whole.slice(0, at) + put[1] + whole.slice(at);
      const frame = frameOf(body, pieceBytes);
      expect(frameOf(body).failure?.message).toBe(frame.failure?.message);
      if (frame.failure !== undefined) return;
      const reader = new FormReader(TYPE);
      try {
        await reader.write(Buffer.from(body));
        await reader.end();
      } catch {
        return;
      }
      passed += 1;
      const texts = frame.parts.filter(({ isFile }) => !isFile).map(({ name, size }) => [name, size]);
      expect(reader.fields.map(([name, value]) => [name, Buffer.byteLength(value)])).toEqual(texts);
      expect(reader.file?.size).toBe(frame.parts.find(({ isFile }) => isFile)?.size);
    }),
    { numRuns: 2000 },
  );
  expect(passed).toBeGreaterThan(200);
});
