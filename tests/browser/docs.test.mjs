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

for (const path of ['/docs', '/redoc']) {
  test(`The ways between the viewers are one line on a phone at ${path}`, async ({ page }) => {
    await page.goto(path);
    const rows = await page.locator('.bar nav a').evaluateAll((all) => all.map((one) => {
      const words = document.createRange();
      words.selectNodeContents(one);
      return words.getClientRects().length;
    }));
    assert.deepEqual(rows, [1, 1, 1]);
    const right = await page.locator('.bar nav').evaluate((nav) => nav.getBoundingClientRect().right);
    assert.ok(right <= 360, `it ends at ${right}`);
  }, { viewport: { width: 360, height: 640 } });
}

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
