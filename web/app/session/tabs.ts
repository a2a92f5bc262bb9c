// What the tabs of one browser tell each other. The name holds the root, so that two cinemas on one origin do not talk.

import { root } from '../config';

export type News =
  | { type: 'token'; access: string; expiresAt: number }
  | { type: 'signed-out'; closed: boolean }
  | { type: 'confirmed' }
  | { type: 'profile-changed' };

const channel = new BroadcastChannel(`foyer ${root.pathname}`);

export const tell = (news: News) => channel.postMessage(news);

/** Calls back for news of other tabs; the answer stops that. */
export function listen(told: (news: News) => void): () => void {
  const heard = (event: MessageEvent<News>) => told(event.data);
  channel.addEventListener('message', heard);
  return () => channel.removeEventListener('message', heard);
}

/** One tab at a time: a refresh token works once. */
export async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  return navigator.locks ? await navigator.locks.request(`foyer refresh ${root.pathname}`, work) : work();
}
