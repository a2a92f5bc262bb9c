// The pages behind mailed links.

export { default as ConfirmEmail } from './ConfirmEmail.svelte';
export { default as ResetPassword } from './ResetPassword.svelte';
export { default as UndoEmailChange } from './UndoEmailChange.svelte';
export { default as Verify } from './Verify.svelte';
