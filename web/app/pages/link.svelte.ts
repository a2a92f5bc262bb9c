// What pages behind a mailed link share.

import { tick } from 'svelte';
import type { Form } from '../forms/form.svelte';

/** The server no longer takes the token, or the link came without one. */
export const isDead = (token: string, form: Form) => token === '' || form.problem?.code === 'invalid_token';

/** The link did its work: the page changes, and focus goes to its new heading. The light opens (scene.css). */
export class Used {
  is = $state(false);

  async now(): Promise<void> {
    this.is = true;
    document.body.dataset.open = '';
    await tick();
    document.querySelector<HTMLElement>('#app h1')?.focus();
  }
}
