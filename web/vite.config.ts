import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** The language files hold the texts of mails and server pages too; browsers get those of the app. */
const textsOfTheApp: Plugin = {
  name: 'texts-of-the-app',
  enforce: 'pre',
  transform: (code, id) => (/\/languages\/\w+\.json$/.test(id) ? JSON.stringify(JSON.parse(code).app) : null),
};

export default defineConfig({
  base: './',
  plugins: [textsOfTheApp, svelte()],
  json: { namedExports: false },
  build: {
    outDir: 'dist',
    manifest: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Fonts come from files: the pages' policy lets no font come from data.
    assetsInlineLimit: (file) => file.endsWith('.svg'),
    // The pages that the server writes whole have styles of their own, which no other page needs to fetch.
    rollupOptions: { input: ['app/main.ts', 'app/styles/home.css', 'app/styles/dev-mail.css'] },
  },
});
