// A captured mail is shown in a frame as high as the mail.

export function fitLetter(page: HTMLElement): void {
  const frame = page.querySelector<HTMLIFrameElement>('iframe.screen');
  if (!frame) return;
  const fit = () => {
    const letter = frame.contentDocument?.documentElement;
    if (!letter?.offsetHeight) return;
    frame.style.height = `${letter.offsetHeight + frame.offsetHeight - frame.clientHeight}px`;
  };
  frame.addEventListener('load', fit);
  window.addEventListener('resize', fit);
  fit();
}
