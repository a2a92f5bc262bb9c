// Writes app/generated/fonts/: what most pages need of each typeface, without hinting. The rest of Latin, and Cyrillic,
// are taken from the packages as they are, and only by pages that use them (see app/styles/fonts.css).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import subset from 'subset-font';

const here = new URL('.', import.meta.url);
const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const characters = `${ascii}\u00a0·–—‘’“”…`;
const faces = {
  'title.woff2': '@fontsource/oranienbaum/files/oranienbaum-latin-400-normal.woff2',
  'text.woff2': '@fontsource/golos-text/files/golos-text-latin-400-normal.woff2',
  'text-bold.woff2': '@fontsource/golos-text/files/golos-text-latin-600-normal.woff2',
};

const folder = new URL('../app/generated/fonts/', here);
mkdirSync(folder, { recursive: true });
for (const [name, source] of Object.entries(faces)) {
  const whole = readFileSync(new URL(`../node_modules/${source}`, here));
  writeFileSync(new URL(name, folder), await subset(whole, characters, { targetFormat: 'woff2', noHinting: true }));
}
