/* Runs once the page has been parsed. The page comes onto the screen first, then the client is fetched and takes over. */
(() => {
  const { scripts = '' } = document.currentScript.dataset;
  const page = document.querySelector('app-root');

  // Buttons have nothing behind them yet: the client presses the one that was pressed last.
  const release = () => page.querySelector('[data-pressed]')?.removeAttribute('data-pressed');
  const press = (button) => {
    release();
    button.setAttribute('data-pressed', '');
  };
  page.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (button) press(button);
  });

  // As in the Studio's composer: Enter sends, on touch screens it begins a new line, and who goes on writing takes it back.
  page.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !event.target.matches('textarea')) return;
    const button = event.target.form?.querySelector('button[type=submit]');
    if (!button || matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    press(button);
  });
  page.addEventListener('input', ({ target }) => {
    if (target.matches('textarea')) release();
  });

  // A field for a secret takes nothing yet, so the client must not take the second half of one.
  const lose = (event) => {
    if (!event.target.matches('[readonly]') || (event.type === 'keydown' && (event.key.length > 1 || event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.target.setAttribute('data-lost', '');
  };
  page.addEventListener('keydown', lose);
  page.addEventListener('paste', lose);

  const nextTask = () => new Promise((resolve) => setTimeout(resolve));

  const ask = async (files) => {
    for (const [index, href] of files.entries()) {
      if (index % 6 === 5) await nextTask();
      const link = document.createElement('link');
      link.rel = 'modulepreload';
      link.href = href;
      document.head.append(link);
    }
  };

  // What main.ts needs is evaluated piece by piece, so that a slow phone stays responsive.
  const run = async () => {
    for (const name of '%INITIAL%'.split(' ')) {
      await import(`./${name}`);
      await nextTask();
    }
  };

  let begun = false;
  const begin = async () => {
    if (begun) return;
    begun = true;
    try {
      await ask(scripts.split(' '));
      await run();
    } catch {
      document.querySelector('.byok-not-loaded').hidden = false;
    }
  };

  requestAnimationFrame(() => setTimeout(begin));
  // A page in the background is not painted.
  if (document.hidden) begin();
  setTimeout(begin, 1000);
})();
