// What a page shows. Most visits begin with signing in; the rest comes when it is wanted.

import type { Component } from 'svelte';
import type { Page } from '../router/router.svelte';
import SignIn from './SignIn.svelte';

const others = () => import('./others');
const links = async () => (await others()).links();

const later: Record<Exclude<Page, 'sign-in'>, () => Promise<Component>> = {
  'sign-up': async () => (await others()).SignUp,
  'check-mail': async () => (await others()).CheckMail,
  'forgot-password': async () => (await others()).ForgotPassword,
  account: async () => (await others()).account(),
  verify: async () => (await links()).Verify,
  'reset-password': async () => (await links()).ResetPassword,
  'confirm-email': async () => (await links()).ConfirmEmail,
  'undo-email-change': async () => (await links()).UndoEmailChange,
};

export const contentOf = async (page: Page): Promise<Component> => (page === 'sign-in' ? SignIn : later[page]());
