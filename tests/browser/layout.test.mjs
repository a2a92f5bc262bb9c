// What stands where, on screens and in modes that are easily forgotten.
import assert from 'node:assert/strict';
import { signIn } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite();
const phone = { viewport: { width: 320, height: 640 } };
const refuse = (status, code, headers = {}) => (route) => route.fulfill({ status, headers, contentType: 'application/problem+json', body: JSON.stringify({ status, code }) });
const box = (page, selector) => page.locator(selector).first().boundingBox();
const gap = async (page, above, below) => {
  const [one, other] = [await box(page, above), await box(page, below)];
  return other.y - one.y - one.height;
};

for (const viewport of [phone.viewport, { width: 1440, height: 900 }]) {
  test(`An account that does not answer says so beside its header, on ${viewport.width} pixels`, async ({ house, page, email, password }) => {
    await signIn(page, await house.viewer(email, password));
    await page.route('**/api/v1/user/profile', refuse(503, 'unavailable'));
    await page.goto('/account');
    await page.reload();
    await page.locator('#app > .panel h1').waitFor();
    const [panel, top] = [await box(page, '#app > .panel'), await box(page, '.top')];
    assert.ok(panel.y >= top.y + top.height || panel.x >= top.x + top.width, JSON.stringify([panel, top]));
  }, { viewport });
}

test('A message keeps its distance from the button below it', async ({ page }) => {
  await page.route('**/api/v1/auth/login', refuse(429, 'too_many_attempts', { 'Retry-After': '29' }));
  await page.goto('/sign-in');
  await page.locator('[name=email]').fill('olena@example.com');
  await page.locator('[name=password]').fill('Velvet-Curtain-42');
  await page.locator('button[type=submit]').click();
  await page.locator('.wait').waitFor();
  assert.ok(await gap(page, '.trouble', '.wait') >= 12);
  assert.ok(await gap(page, '.wait', 'form .button') >= 12);
});

test('A name of a hundred letters leaves the ticket a ticket, and the ways through an account are two rows', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  const { access_token: token } = await house.api('/auth/login', viewer);
  await fetch(`${house.url}/api/v1/user/profile`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ first_name: 'Maximiliana '.repeat(4).trim(), last_name: 'Konstantinopolitanska '.repeat(2).trim() }),
  });
  await signIn(page, viewer);
  assert.ok((await box(page, '.ticket')).height < 220);
  assert.ok((await box(page, '.account nav')).height < 110);
}, phone);

test('Colours of the system leave fields, mistakes, lamps and the chosen section apart', async ({ house, page, email, password }) => {
  const style = (selector, property) => page.locator(selector).first().evaluate((one, name) => getComputedStyle(one)[name], property);
  await page.goto('/sign-up');
  assert.equal(await style('.input', 'outlineStyle'), 'solid');
  await page.locator('[name=email]').fill('olena');
  await page.locator('[name=password]').fill('Popcorn7');
  await page.locator('button[type=submit]').click();
  await page.locator('.input.wrong').first().waitFor();
  assert.equal(await style('.input.wrong:not(:focus-within)', 'outlineStyle'), 'dashed');
  assert.equal(await style('.error', 'borderInlineStartStyle'), 'solid');
  assert.notEqual(await style('.bulb-row i.lit', 'backgroundColor'), await style('.bulb-row i:not(.lit)', 'backgroundColor'));
  await signIn(page, await house.viewer(email, password));
  assert.notEqual(await style('.account nav a[aria-current]', 'backgroundColor'), await style('.account nav a:not([aria-current])', 'backgroundColor'));
}, { forcedColors: 'active' });

test('Captured mail keeps addresses and dates in order in Arabic', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const { number } = await house.mailTo(email);
  await page.goto('/dev/mail');
  assert.equal(await page.locator('.mails time bdi').first().getAttribute('dir'), 'ltr');
  await page.goto(`/dev/mail/${number}`);
  assert.deepEqual(await page.locator('.facts dd [dir]').evaluateAll((all) => all.map((one) => one.dir)), ['ltr', 'ltr', 'ltr']);
}, { locale: 'ar', javaScriptEnabled: false });
