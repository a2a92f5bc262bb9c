import { mount } from 'svelte';
import App from './App.svelte';
import { config } from './config';
import { load } from './i18n/i18n.svelte';
import { isServers } from './page';
import { contentOf } from './pages/contents';
import { showTools } from './parts/tools';
import { place } from './router/router.svelte';
import './styles/index.css';

// On its way while the texts are, not after them.
if (!isServers) void contentOf(place.page);
// No await at the top: it would keep the modules shared with later pages out of this file.
void load(config.language).then(() => {
  showTools(document.getElementById('tools')!);
  if (isServers) return;
  const target = document.getElementById('app')!;
  target.replaceChildren();
  mount(App, { target });
});
