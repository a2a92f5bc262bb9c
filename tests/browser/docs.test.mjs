// Swagger UI as we dress it.
import assert from 'node:assert/strict';
import { suite } from './support/suite.mjs';

const test = suite();

test('Authorize begins at its top, with the address', async ({ page }) => {
  await page.goto('/docs');
  await page.locator('.btn.authorize').click();
  await page.locator('#oauth_username:focus').waitFor();
  assert.equal(await page.locator('.modal-ux-content').evaluate((one) => one.scrollTop), 0);
});

test('The buttons of an answer lie below it', async ({ page, email, password }) => {
  await page.goto('/docs');
  await page.locator('.opblock-summary-control', { hasText: '/api/v1/auth/register' }).click();
  await page.locator('.body-param__text').fill(JSON.stringify({ email, password }));
  await page.locator('.execute').click();
  const answer = page.locator('.live-responses-table .highlight-code');
  await answer.waitFor();
  const [text, button] = [await answer.locator('.microlight').boundingBox(), await answer.locator('.download-contents').boundingBox()];
  assert.ok(button.y >= text.y + text.height, JSON.stringify([text, button]));
});

test('On a phone the filter is as wide as what it filters', async ({ page }) => {
  await page.goto('/docs');
  const [filter, tag] = [await page.locator('.operation-filter-input').boundingBox(), await page.locator('.opblock-tag').first().boundingBox()];
  assert.equal(filter.width, tag.width);
}, { viewport: { width: 390, height: 800 } });
