import { RenderScheduler } from './render-scheduler.service.js';

describe('the first screen', () => {
  it('lets parts come at once when nothing is being built', () => {
    expect(new RenderScheduler().schedule()()).toBe(true);
  });

  it('gives each part a task of its own, parts of parts included', async () => {
    const screen = new RenderScheduler();
    screen.begin();
    const shell = screen.schedule();
    let page = shell;
    const seen: boolean[][] = [];
    await screen.build(
      () => Promise.resolve(),
      () => {
        if (page === shell) page = screen.schedule();
        seen.push([shell(), page()]);
      },
    );
    expect(seen).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it('keeps nobody waiting once it is there', () => {
    const screen = new RenderScheduler();
    screen.begin();
    const late = screen.schedule();
    expect(late()).toBe(false);
    screen.end();
    expect(late()).toBe(true);
    expect(screen.schedule()()).toBe(true);
  });
});
