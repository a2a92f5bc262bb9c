import { mount } from 'svelte';
import App from './App.svelte';
import { config } from './config';
import { load } from './i18n/i18n.svelte';
import Tools from './parts/Tools.svelte';
import './styles/index.css';

function put(component: typeof App | typeof Tools, target: HTMLElement): void {
  target.replaceChildren();
  mount(component, { target });
}

// No await at the top: it would keep the modules shared with later pages out of this file.
void load(config.language).then(() => {
  put(Tools, document.getElementById('tools')!);
  // The answer to a form that was sent without script stays as the server wrote it.
  if (!['answer', 'dev-mail'].includes(document.body.dataset.page!)) put(App, document.getElementById('app')!);
});
