// One request to the API, typed by its OpenAPI document. Never throws: what can go wrong is a value.

import { root } from '../config';
import { language } from '../i18n/i18n.svelte';
import type { Endpoints } from '../generated/api';
import { ours, read, type Problem } from './problem';

export type Outcome<Answer> = { ok: true; answer: Answer; status: number; headers?: Headers } | { ok: false; problem: Problem };

export interface Details<Body> {
  body?: Body;
  /** Fills {id} in the path. */
  id?: string;
  access?: string;
}

const patience = 20_000;

export async function send<Name extends keyof Endpoints>(
  name: Name,
  details: Details<Endpoints[Name]['body']> = {},
): Promise<Outcome<Endpoints[Name]['answer']>> {
  const [method, path] = name.split(' ') as [string, string];
  const url = new URL(`api/v1${path.replace('{id}', encodeURIComponent(details.id ?? ''))}`, root);
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': language(),
    'X-Foyer-Session': 'cookie',
  };
  if (details.access) headers.Authorization = `Bearer ${details.access}`;
  if (details.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: details.body === undefined ? null : JSON.stringify(details.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(patience),
    });
    if (!response.ok) return { ok: false, problem: await read(response) };
    const isJson = response.headers.get('Content-Type')?.includes('json');
    return { ok: true, answer: isJson ? await response.json() : await response.blob(), status: response.status, headers: response.headers };
  } catch {
    return { ok: false, problem: ours(navigator.onLine ? 'no_answer' : 'offline') };
  }
}
