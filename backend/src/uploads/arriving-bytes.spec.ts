import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { arrivingBytes } from './arriving-bytes.js';

describe('the bytes of an upload', () => {
  it('end when nothing comes for a while, with all that came', async () => {
    const request = new PassThrough();
    request.write('some');
    const { bytes, wasSilent } = arrivingBytes(request, 50);
    expect((await buffer(bytes)).toString()).toBe('some');
    expect(wasSilent()).toBe(true);
    expect(request.destroyed).toBe(false);
  });

  it('end with the request, or when it breaks', async () => {
    const whole = new PassThrough();
    const arriving = arrivingBytes(whole, 60_000);
    whole.end('all');
    expect((await buffer(arriving.bytes)).toString()).toBe('all');
    const broken = new PassThrough();
    const cut = arrivingBytes(broken, 60_000);
    broken.write('part');
    setImmediate(() => broken.destroy());
    expect((await buffer(cut.bytes)).toString()).toBe('part');
    expect([arriving.wasSilent(), cut.wasSilent()]).toEqual([false, false]);
  });
});
