import { mainThreadCpuMs } from './main-thread-cpu.js';

describe('mainThreadCpuMs', () => {
  it('grows as the thread works', () => {
    const before = mainThreadCpuMs();
    const start = process.threadCpuUsage();
    for (let worked = { user: 0, system: 0 }; worked.user + worked.system < 200_000; worked = process.threadCpuUsage(start));
    expect(mainThreadCpuMs() - before).toBeGreaterThanOrEqual(process.platform === 'linux' ? 170 : 0);
  });

  it('stands still while the thread waits', () => {
    const before = mainThreadCpuMs();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    expect(mainThreadCpuMs() - before).toBeLessThan(200);
  });
});
