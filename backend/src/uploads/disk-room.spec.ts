import { DiskRoom } from './disk-room.js';
import { DISK_RESERVE } from './upload-limits.js';

const MIB = 1024 ** 2;

describe('the room on a disk', () => {
  it('is given away down to the reserve and no further than one piece for each that writes', async () => {
    let free = DISK_RESERVE + 100 * MIB;
    let asked = 0;
    const room = new DiskRoom('/', () => {
      asked += 1;
      return Promise.resolve(free);
    });
    let refused = 0;
    const write = async (): Promise<void> => {
      for (let piece = 0; piece < 100; piece += 1) {
        try {
          await room.take(MIB / 4);
          free -= MIB / 4;
        } catch (error) {
          refused += 1;
          return expect(error).toMatchObject({ code: 'unavailable', message: /no room/ });
        }
      }
    };
    await Promise.all(Array.from({ length: 20 }, write));
    expect(free).toBeGreaterThanOrEqual(DISK_RESERVE - 20 * (MIB / 4));
    expect(free).toBeLessThan(DISK_RESERVE + MIB);
    expect(refused).toBeGreaterThan(0);
    expect(asked).toBeLessThan(60);
  });

  it('is there again when others have gone', async () => {
    let free = DISK_RESERVE;
    const room = new DiskRoom('/', () => Promise.resolve(free));
    await expect(room.take(1)).rejects.toMatchObject({ code: 'unavailable' });
    free += MIB;
    await room.take(MIB);
    await expect(room.take(MIB * 2)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
