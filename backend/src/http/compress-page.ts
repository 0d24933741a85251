import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Enough for a page that is made anew for each visit; the files that stay are compressed harder, at build time. */
const QUALITY = 5;

function takes(header: string, encoding: string): boolean {
  return header.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** `html` as `accept-encoding` allows: with Brotli, else gzip, else as it is (without `encoding`). */
export async function compressPage(html: string, accepted = ''): Promise<{ body: Buffer; encoding?: 'br' | 'gzip' }> {
  const bytes = Buffer.from(html);
  if (takes(accepted, 'br')) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return { body: await brotli(bytes, { params }), encoding: 'br' };
  }
  return takes(accepted, 'gzip') ? { body: await deflate(bytes), encoding: 'gzip' } : { body: bytes };
}
