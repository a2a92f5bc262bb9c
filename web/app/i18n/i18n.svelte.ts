// The texts of the chosen language. They are loaded before the first component, and replaced when the viewer switches.

import { config } from '../config';
import type { Texts } from '../generated/texts';
import { isolated } from './isolated';

type Text = string | Record<string, string>;
type Tree = Record<string, Record<string, Text>>;

const files = import.meta.glob<Tree>('../../languages/*.json', { import: 'default' });
const rightToLeft = new Set(['ar']);

let texts = $state.raw<Tree>({});
let current = $state.raw(config.language);

export const language = () => current;
export const direction = () => (rightToLeft.has(current) ? 'rtl' : 'ltr');

export async function load(wanted: string): Promise<void> {
  texts = await files[`../../languages/${wanted}.json`]!();
  current = wanted;
  document.documentElement.lang = wanted;
  document.documentElement.dir = direction();
}

/** Keeps the choice for the server's own pages and for the next visit. */
export async function choose(wanted: string): Promise<void> {
  await load(wanted);
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `lang=${wanted}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

export function t<Key extends keyof Texts>(key: Key, ...given: Texts[Key]): string {
  const [group, name] = key.split('.') as [string, string];
  const parameters = (given[0] ?? {}) as Record<string, string | number>;
  let text = texts[group]![name]!;
  if (typeof text !== 'string') text = text[plural(Number(parameters.count))] ?? text.other!;
  return text.replace(/\{(\w+)\}/g, (_, parameter: string) => said(String(parameters[parameter])));
}

const said = (value: string) => (direction() === 'rtl' ? isolated(value) : value);

const plural = (count: number) => new Intl.PluralRules(current).select(count);
