// What went wrong, as the server says it or as the browser finds it.

import { t } from '../i18n/i18n.svelte';
import type { Texts } from '../generated/texts';

type ErrorKey = Extract<keyof Texts, `error.${string}`>;
type FieldKey = Extract<keyof Texts, `field.${string}`>;

export interface FieldProblem {
  field: string;
  type: string;
}

export interface Problem {
  /** The server's code, or "offline", "no_answer", "cancelled". */
  code: string;
  fields: FieldProblem[];
  /** Milliseconds since the epoch from which another try is welcome; 0 when the server named none. */
  welcomeAt: number;
}

export const ours = (code: string): Problem => ({ code, fields: [], welcomeAt: 0 });

export async function read(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => ({}));
  const fields = Array.isArray(body.detail)
    ? body.detail.map((one: { type: string; loc: string[] }) => ({ field: one.loc.at(-1)!, type: one.type }))
    : [];
  const wait = Number(response.headers.get('Retry-After') ?? 0);
  return {
    code: body.code ?? (response.status === 503 ? 'unavailable' : 'internal_error'),
    fields,
    welcomeAt: wait > 0 ? Date.now() + wait * 1000 : 0,
  };
}

const known = (key: string) => {
  try {
    return t(key as ErrorKey);
  } catch {
    return undefined;
  }
};

export const sentence = (code: string) => known(`error.${code}`) ?? t('error.internal_error');

/** An address has words of its own for what is missing or wrong; other fields share theirs. */
export const fieldSentence = (type: string, field: string) =>
  known(`field.${field}_${type}`) ?? known(`field.${type}`) ?? t('field.value_error' as FieldKey);
