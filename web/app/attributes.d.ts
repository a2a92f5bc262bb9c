// What browsers know and Svelte's types do not.
import 'svelte/elements';

declare module 'svelte/elements' {
  interface HTMLInputAttributes {
    passwordrules?: string | undefined;
  }
}
