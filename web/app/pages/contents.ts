// Most visits begin with signing in; every other page comes when it is wanted.

import type { Component } from 'svelte';
import type { Page } from '../router/router.svelte';
import SignIn from './SignIn.svelte';

const later: Record<Exclude<Page, 'sign-in'>, () => Promise<{ default: Component }>> = {
  'sign-up': () => import('./SignUp.svelte'),
  'check-mail': () => import('./CheckMail.svelte'),
  'forgot-password': () => import('./ForgotPassword.svelte'),
  account: () => import('./account/Account.svelte'),
  verify: () => import('./Verify.svelte'),
  'reset-password': () => import('./ResetPassword.svelte'),
  'confirm-email': () => import('./ConfirmEmail.svelte'),
  'undo-email-change': () => import('./UndoEmailChange.svelte'),
};

export const contentOf = async (page: Page): Promise<Component> =>
  page === 'sign-in' ? SignIn : (await later[page]()).default;
