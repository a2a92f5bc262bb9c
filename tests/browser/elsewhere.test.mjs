// The same server as another machine of the network comes to it: by another name, over plain HTTP.
import assert from 'node:assert/strict';
import { heading } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite();
const ask = async (page, at, email) => {
  await page.goto(`${at}/forgot-password`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await heading(page, 'Check your inbox');
};

test('Captured mail is linked where it may be read', async ({ house, page, email }) => {
  await ask(page, house.url, email);
  await page.getByRole('link', { name: 'read it here' }).click();
  await heading(page, 'Captured mail');
  await page.goto('/');
  await page.getByRole('link', { name: 'Captured mail' }).click();
  await heading(page, 'Captured mail');
});

test('Elsewhere the pages say where it may be read, and link nothing', async ({ house, page, email }) => {
  await ask(page, house.lanUrl, email);
  await page.getByText("at /dev/mail").waitFor();
  assert.equal(await page.locator('a[href*="dev/mail"]').count(), 0);
  await page.goto(house.lanUrl);
  await page.getByText("on the server's own machine").waitFor();
  assert.equal(await page.locator('a[href*="dev/mail"]').count(), 0);
  assert.equal((await page.goto(`${house.lanUrl}/dev/mail`)).status(), 404);
});

test('Signing in says that without HTTPS it does not last', async ({ house, page }) => {
  const hint = page.getByText('the browser keeps no sign-in');
  await page.goto('/sign-in');
  await heading(page, 'Good to see you again');
  assert.equal(await hint.count(), 0);
  await page.goto(`${house.lanUrl}/sign-in`);
  await hint.waitFor();
});
