import type { Texts } from '../generated/texts';
import type { Page } from '../router/router.svelte';

type Plain = { [Key in keyof Texts]: Texts[Key] extends [] ? Key : never }[keyof Texts];

/** What a page is called in the browser's tab. */
export const titles: Record<Exclude<Page, 'account'>, Plain> = {
  'sign-in': 'signIn.name',
  'sign-up': 'signUp.name',
  'check-mail': 'checkMail.name',
  'forgot-password': 'forgot.name',
  'reset-password': 'reset.name',
  'confirm-email': 'confirmEmail.name',
  'undo-email-change': 'undoEmail.name',
  verify: 'verify.name',
};
