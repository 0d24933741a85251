import { matchingElements } from './matching-elements.js';

function rendering(markup: string): Element {
  const root = document.createElement('div');
  root.innerHTML = markup;
  return root;
}

const PAGE = '<input name="email"><button>Show</button><button aria-label="Menu"></button><button>Show</button>';

describe('matchingElements', () => {
  it('finds what has the same name in the same order, whatever else is new', () => {
    const served = rendering(PAGE);
    const live = rendering(`<a href="/x">new</a>${PAGE}<button>Send</button>`);
    const counterpart = matchingElements(served, live);
    const [before, now] = [served, live].map((root) => [...root.querySelectorAll('input, button')]);
    expect(before?.map(counterpart)).toEqual(now?.slice(0, 4));
  });

  it('finds nothing for what has no counterpart', () => {
    const served = rendering(PAGE);
    const counterpart = matchingElements(served, rendering('<button>Else</button>'));
    expect(counterpart(served.querySelector('input'))).toBeUndefined();
    expect(counterpart(document.body)).toBeUndefined();
    expect(counterpart(null)).toBeUndefined();
  });
});
