// Whether this browser has a network, and whether it has just come back.

let online = $state.raw(navigator.onLine);
let isBack = $state(false);

addEventListener('offline', () => {
  online = false;
  isBack = false;
});
addEventListener('online', () => {
  online = true;
  isBack = true;
  setTimeout(() => (isBack = false), 4000);
});

export const network = {
  get online() {
    return online;
  },
  get isBack() {
    return isBack;
  },
};
