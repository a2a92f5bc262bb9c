// Keeps the place of those who use a keyboard or a screen reader: when what had focus is gone, focus goes to the nearest
// heading that is left around it, not to the top of the document.

const headings = 'h1, h2, h3';

export function keepFocus(within: HTMLElement): void {
  let around: Element[] = [];
  within.addEventListener('focusin', ({ target }) => {
    around = [];
    for (let one = target as Element | null; one && one !== within.parentElement; one = one.parentElement) around.push(one);
  });
  new MutationObserver(() => {
    const isLost = around.length > 0 && !around[0]!.isConnected && document.activeElement === document.body;
    if (!isLost) return;
    const heading = around.find((one) => one.isConnected && one.querySelector(headings))?.querySelector<HTMLElement>(headings);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  }).observe(within, { childList: true, subtree: true });
}
