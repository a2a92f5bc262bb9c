// What comes instead of signing in. These pages are one file, and those behind mailed links another, because on a slow
// phone each file costs more than its bytes. cmake/webapp.cmake reads from the lines here which pages they hold.

export { default as CheckMail } from './CheckMail.svelte';
export { default as ForgotPassword } from './ForgotPassword.svelte';
export { default as SignUp } from './SignUp.svelte';

// Asked for from here and nowhere else, so that what they share with these pages needs no file of its own.
export const links = () => import('./links');
export const account = async () => (await import('./account/Account.svelte')).default;
