import { mount } from 'svelte';
import App from './App.svelte';
import { config } from './config';
import { load } from './i18n/i18n.svelte';
import { isServers } from './page';
import { keepFocus } from './parts/focus';
import { welcomeBack } from './parts/home';
import { fitLetter } from './parts/letter';
import { contentOf } from './pages/contents';
import { showTools } from './parts/tools';
import { place } from './router/router.svelte';
import './styles/index.css';

async function start(): Promise<void> {
  // On its way while the texts are, not after them, and shown at once.
  const content = isServers ? undefined : contentOf(place.page);
  await load(config.language);
  showTools(document.getElementById('tools')!);
  const target = document.getElementById('app')!;
  if (!content) {
    fitLetter(target);
    return welcomeBack(target);
  }
  const first = { page: place.page, content: await content };
  target.replaceChildren();
  keepFocus(target);
  mount(App, { target, props: { first } });
}

// No await at the top: it would keep the modules shared with later pages out of this file.
void start();
