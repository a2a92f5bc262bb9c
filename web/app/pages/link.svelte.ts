// What pages behind a mailed link share.

import { tick } from 'svelte';
import { config } from '../config';
import type { Form } from '../forms/form.svelte';
import { place } from '../router/router.svelte';

/** The server no longer takes the token, or the link came without one. */
export const isDead = (token: string, form: Form) => token === '' || form.problem?.code === 'invalid_token';

/** The page is called as its heading says, which is not what the link was for. */
export function nameByHeading(): HTMLElement | null {
  const heading = document.querySelector<HTMLElement>('#app h1');
  if (heading) document.title = `${heading.textContent} · ${config.service}`;
  return heading;
}

/** The link did its work: the page changes, and focus goes to its new heading. The light opens (scene.css). */
export class Used {
  is = $state(place.carried.done === true);

  async now(): Promise<void> {
    this.is = true;
    document.body.dataset.open = '';
    await tick();
    nameByHeading()?.focus();
  }
}
