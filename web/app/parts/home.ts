// The landing page for those who have a seat already: it leads them to it.

import { t } from '../i18n/i18n.svelte';
import { href } from '../router/router.svelte';
import { isSignedIn } from '../session/session.svelte';

export function welcomeBack(page: HTMLElement): void {
  if (!isSignedIn()) return;
  const [first, ...rest] = page.querySelectorAll<HTMLAnchorElement>('.hero a.button');
  if (!first) return;
  first.href = href('account');
  first.textContent = t('common.toAccount');
  for (const other of rest) other.remove();
}
