import { Injectable, signal, type Signal } from '@angular/core';

const AT_ONCE = signal(true).asReadonly();

/**
 * The client builds its first screen part by part, each in a task of its own, so that a slow phone stays responsive;
 * the page that the server sent is shown meanwhile. Afterwards parts come at once.
 */
@Injectable({ providedIn: 'root' })
export class RenderScheduler {
  private building = false;
  private readonly waiting: (() => void)[] = [];

  /** Turns true when it is this part's turn: at once, unless the first screen is being built. */
  schedule(): Signal<boolean> {
    if (!this.building) return AT_ONCE;
    const turn = signal(false);
    this.waiting.push(() => turn.set(true));
    return turn.asReadonly();
  }

  /**
   * Gives each part its turn, those too that parts before it brought along.
   * @param nextTask waits until the browser has had time for something else
   * @param show brings what has changed onto the screen that is being built
   */
  async build(nextTask: () => Promise<void>, show: () => void): Promise<void> {
    for (let give = this.waiting.shift(); give; give = this.waiting.shift()) {
      await nextTask();
      give();
      show();
    }
  }

  begin(): void {
    this.building = true;
  }

  end(): void {
    this.building = false;
    this.waiting.splice(0).forEach((give) => give());
  }
}
