// A countdown to a moment, in whole seconds. It ticks only while someone looks.

import { createSubscriber } from 'svelte/reactivity';

const ticking = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

export function secondsUntil(moment: number): number {
  const left = Math.ceil((moment - Date.now()) / 1000);
  if (left <= 0) return 0;
  ticking();
  return left;
}
