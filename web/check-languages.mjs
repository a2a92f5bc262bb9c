// Fails the build when a language differs from English in more than its words: a missing or extra text, other
// parameters, or plural forms that are not those of the language. Also when an error code has no sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const here = new URL('.', import.meta.url);
const read = (path) => readFileSync(new URL(path, here), 'utf8');

const parameters = (text) => [...new Set(text.match(/\{\{\{?[#^/]?[\w?]+\}?\}\}|\{\w+\}/g) ?? [])].sort().join(' ');
const isPlural = (value) => typeof value === 'object' && 'other' in value;

/** [['app.signIn.title', 'Good to see you'], …]; a plural stays an object. */
function flat(tree, prefix = '') {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' || isPlural(value) ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`));
}

/** What is wrong with one language, as sentences. */
export function mistakes(language, texts, english) {
  const found = [];
  const ours = new Map(flat(texts));
  const wanted = new Map(flat(english));
  for (const key of wanted.keys()) if (!ours.has(key)) found.push(`${key} is missing`);
  for (const [key, value] of ours) {
    const reference = wanted.get(key);
    if (reference === undefined) found.push(`${key} is not in English`);
    else found.push(...differences(language, key, value, reference));
  }
  return found;
}

function differences(language, key, value, reference) {
  if (isPlural(value) !== isPlural(reference)) return [`${key} is a plural in one language and not in the other`];
  const expected = parameters(isPlural(reference) ? reference.other : reference);
  if (!isPlural(value)) {
    if (value.trim() === '') return [`${key} is empty`];
    return parameters(value) === expected ? [] : [`${key} has the parameters ${parameters(value)}, not ${expected}`];
  }
  const forms = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
  const given = Object.keys(value).sort();
  const found = [];
  if (given.join() !== forms.join()) found.push(`${key} has the forms ${given}, not ${forms}`);
  if (parameters(value.other) !== expected) found.push(`${key} has the parameters ${parameters(value.other)}, not ${expected}`);
  return found;
}

function check() {
  const files = readdirSync(new URL('languages/', here)).filter((name) => name.endsWith('.json'));
  const english = JSON.parse(read('languages/en.json'));
  const found = files.flatMap((file) => {
    const language = file.replace('.json', '');
    return mistakes(language, JSON.parse(read(`languages/${file}`)), english).map((one) => `${file}: ${one}`);
  });
  for (const code of read('../tests/golden/error_codes.txt').split('\n').filter(Boolean)) {
    if (!(code in english.app.error)) found.push(`en.json: app.error.${code} is missing: the server answers with it`);
  }
  for (const one of found) console.error(one);
  if (found.length > 0) process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) check();
