import { FirstScreen } from './first-screen.service.js';

describe('the first screen', () => {
  it('lets parts come at once when nothing is being built', () => {
    expect(new FirstScreen().inTurn()()).toBe(true);
  });

  it('gives each part a task of its own, parts of parts included', async () => {
    const screen = new FirstScreen();
    screen.begin();
    const shell = screen.inTurn();
    let page = shell;
    const seen: boolean[][] = [];
    await screen.build(
      () => Promise.resolve(),
      () => {
        if (page === shell) page = screen.inTurn();
        seen.push([shell(), page()]);
      },
    );
    expect(seen).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it('keeps nobody waiting once it is there', () => {
    const screen = new FirstScreen();
    screen.begin();
    const late = screen.inTurn();
    expect(late()).toBe(false);
    screen.end();
    expect(late()).toBe(true);
    expect(screen.inTurn()()).toBe(true);
  });
});
