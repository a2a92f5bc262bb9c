// A server that asks for length alone.
import assert from 'node:assert/strict';
import { heading } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite({ PASSWORD_POLICY: 'nist' });

test('The page asks for what the server asks for: fifteen characters of any kind', async ({ page, email }) => {
  await page.goto('/sign-up');
  const field = page.getByLabel('Password', { exact: true });
  assert.equal(await field.getAttribute('passwordrules'), 'minlength: 15; maxlength: 256;');
  await page.getByText('15 characters or more').waitFor();
  await page.getByLabel('E-mail address').fill(email);
  await field.fill('velvet curtain');
  assert.equal(await page.locator('.rules .done').count(), 0);
  await field.fill('velvet curtains rise');
  assert.equal(await page.locator('.rules .done').count(), 1);
  await page.getByRole('button', { name: 'Create account' }).click();
  await heading(page, 'Check your inbox');
});
