// The choice of language beside the sign. Plain DOM: the only list and the only select of the first page would bring
// in parts of Svelte that nothing else there needs.

import { choose, language, t } from '../i18n/i18n.svelte';
import { isServers } from '../page';

const globe =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9"/>' +
  '<path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18"/></svg>';

/** What the server wrote is written anew; what the app shows changes in place. */
async function change(code: string): Promise<void> {
  await choose(code);
  if (!isServers) return;
  const url = new URL(location.href);
  url.searchParams.set('lang', code);
  location.replace(url);
}

/** Takes the place of the links by which the language is chosen without script. */
export function showTools(nav: HTMLElement): void {
  const label = document.createElement('label');
  label.className = 'language';
  label.innerHTML = globe;
  const select = document.createElement('select');
  for (const link of nav.querySelectorAll('a')) {
    const option = new Option(link.textContent!, link.lang, false, link.lang === language());
    option.lang = link.lang;
    select.append(option);
  }
  const name = () => select.setAttribute('aria-label', t('common.language'));
  name();
  select.addEventListener('change', () => void change(select.value).then(name));
  label.append(select);
  nav.replaceChildren(label);
}
