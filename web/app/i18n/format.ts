import { language } from './i18n.svelte';

/** "28 seconds", "2 minutes", "3 hours": rounded up, so that nobody comes too early. */
export function duration(seconds: number): string {
  if (seconds < 90) return amount(seconds, 'second');
  if (seconds < 90 * 60) return amount(Math.ceil(seconds / 60), 'minute');
  return amount(Math.ceil(seconds / 3600), 'hour');
}

export const days = (count: number) => amount(count, 'day');

function amount(count: number, unit: string): string {
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** "a digit and a symbol" */
export const list = (parts: string[]) => new Intl.ListFormat(language()).format(parts);

/** "5 minutes ago", "yesterday". */
export function ago(then: Date, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - then.getTime()) / 1000));
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  if (seconds < 60) return relative.format(0, 'second');
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), 'hour');
  return relative.format(-Math.floor(seconds / 86400), 'day');
}

/** The half of the day stays on the line of its hour. */
export function moment(at: Date): string {
  const parts = new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).formatToParts(at);
  const glued = parts.map(({ value }, i) => (parts[i + 1]?.type === 'dayPeriod' ? value.replace(' ', '\u00a0') : value));
  return glued.join('');
}
