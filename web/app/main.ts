import { mount } from 'svelte';
import App from './App.svelte';
import { config } from './config';
import { load } from './i18n/i18n.svelte';
import { isServers } from './page';
import { showTools } from './parts/tools';
import './styles/index.css';

// No await at the top: it would keep the modules shared with later pages out of this file.
void load(config.language).then(() => {
  showTools(document.getElementById('tools')!);
  if (isServers) return;
  const target = document.getElementById('app')!;
  target.replaceChildren();
  mount(App, { target });
});
