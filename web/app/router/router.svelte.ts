// Which page this is. A step forward is a history entry, so back, forward and reload lead where people expect.

import { root } from '../config';

const pages = [
  'sign-in', 'sign-up', 'check-mail', 'account', 'forgot-password', 'reset-password', 'confirm-email', 'undo-email-change', 'verify',
] as const;
export type Page = (typeof pages)[number];

/** Kept with the history entry. No secrets: browsers write it to disk. */
export interface Carried {
  email?: string;
  purpose?: 'verify' | 'reset';
  mailedAt?: number;
  /** Why the sign-in page is shown. */
  ended?: boolean;
  closed?: boolean;
  /** Of the account, to come back to after signing in. */
  section?: string;
  /** The mailed link did its work: a reload says so again. */
  done?: boolean;
}

/** Undefined for what the server shows by itself: the landing page, the documentation, … */
function pageOf(at: URL): Page | undefined {
  const path = at.pathname.slice(root.pathname.length);
  return path === 'api/v1/auth/verify' ? 'verify' : pages.find((page) => page === path);
}

// Pages behind a mailed link came with a policy that loads nothing from elsewhere, so no avatar may follow in their place.
const isBehindLink = (page: Page) => ['verify', 'reset-password', 'confirm-email', 'undo-email-change'].includes(page);
const firstPage = pageOf(new URL(location.href));
const isStrict = firstPage !== undefined && isBehindLink(firstPage);

let url = $state.raw(new URL(location.href));
let carried = $state.raw<Carried>(history.state ?? {});

export const place = {
  get page(): Page {
    return pageOf(url) ?? 'sign-in';
  },
  get query() {
    return url.searchParams;
  },
  get section() {
    return url.hash.slice(1);
  },
  get carried() {
    return carried;
  },
};

export const href = (page: Page, section = '') =>
  new URL(page, root).pathname + (section && `#${section}`);

function moved(): void {
  url = new URL(location.href);
  carried = history.state ?? {};
}

export function go(page: Page, carry: Carried = {}, { replace = false, section = '' } = {}): void {
  if (isStrict && page === 'account') return location.assign(href(page));
  history[replace ? 'replaceState' : 'pushState'](carry, '', href(page, section));
  moved();
}

/** Changes what the present entry keeps. */
export function remember(carry: Carried): void {
  history.replaceState({ ...carried, ...carry }, '');
  moved();
}

/** Takes a used token out of the address bar, and remembers what it did. */
export function dropToken(): void {
  history.replaceState({ ...carried, done: true }, '', url.pathname);
}

addEventListener('popstate', moved);
addEventListener('hashchange', moved);

/** Follows links to our own pages without loading them anew. What was typed as an address goes along (data-email). */
export function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.('a');
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.target || link.download || link.origin !== location.origin) return;
  const target = new URL(link.href);
  const page = target.pathname.startsWith(root.pathname) ? pageOf(target) : undefined;
  if (!page || (isStrict && !isBehindLink(page))) return;
  if (target.hash && target.pathname === location.pathname) return;
  event.preventDefault();
  history.pushState(link.dataset.email ? { email: link.dataset.email } : {}, '', target);
  moved();
}
