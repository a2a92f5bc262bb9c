// Whether someone signed in here. Not a secret and not trusted: it saves those who never did a request that would fail.

import { root } from '../config';

const name = `foyer signed in ${root.pathname}`;

export const hint = {
  read(): boolean {
    try {
      return localStorage.getItem(name) === 'yes';
    } catch {
      return false;
    }
  },
  write(signedIn: boolean): void {
    try {
      if (signedIn) localStorage.setItem(name, 'yes');
      else localStorage.removeItem(name);
    } catch {
      // Storage may be forbidden; then every visit to the account asks the server.
    }
  },
};
