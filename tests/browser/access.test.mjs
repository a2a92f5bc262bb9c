// Everyone can use the pages: by keyboard, with a screen reader, on a small screen, in both themes.
import assert from 'node:assert/strict';
import { violations } from './support/axe.mjs';
import { heading, signIn } from './support/browser.mjs';
import { suite } from './support/suite.mjs';
import { arrive, inside, outside } from './support/tour.mjs';

const test = suite();

for (const colorScheme of ['dark', 'light']) {
  test(`axe finds nothing on the pages before an account, ${colorScheme}`, async ({ page }) => {
    for (const [name, step] of Object.entries(outside)) {
      await arrive(page, step);
      assert.deepEqual(await violations(page), [], name);
    }
  }, { colorScheme });

  test(`axe finds nothing in the account, ${colorScheme}`, async ({ house, page, email, password }) => {
    const viewer = await house.viewer(`${colorScheme}.${email}`, password);
    await house.api('/auth/login', { ...viewer, device_name: 'Living-room TV' });
    await signIn(page, viewer);
    for (const [name, step] of Object.entries(inside)) {
      await arrive(page, step);
      assert.deepEqual(await violations(page), [], name);
    }
  }, { colorScheme });
}

test('Nothing is wider than a screen of 320 pixels', async ({ house, page, email, password }) => {
  const fits = async (name) => {
    const [inner, whole] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    assert.ok(whole <= inner, `${name} is ${whole} wide`);
  };
  for (const [name, step] of Object.entries(outside)) await arrive(page, step).then(() => fits(name));
  await signIn(page, await house.viewer(`a-rather-long-address-of-a-viewer.${email}`, password));
  for (const [name, step] of Object.entries(inside)) await arrive(page, step).then(() => fits(name));
}, { viewport: { width: 320, height: 640 } });

test('A keyboard alone signs in, and focus moves to the heading of the next page', async ({ house, page, email, password }) => {
  await house.viewer(email, password);
  await page.goto('/sign-up');
  await page.getByRole('link', { name: 'Sign in' }).focus();
  await page.keyboard.press('Enter');
  await heading(page, 'Good to see you again');
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await page.keyboard.press('Tab');
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
});

test('Password managers find their fields, and a password can be pasted and shown', async ({ page }) => {
  await page.goto('/sign-up');
  const field = page.getByLabel('Password', { exact: true });
  assert.equal(await page.getByLabel('E-mail address').getAttribute('autocomplete'), 'username');
  assert.equal(await field.getAttribute('autocomplete'), 'new-password');
  assert.equal(await field.getAttribute('passwordrules'), 'minlength: 8; maxlength: 256; required: upper; required: lower; required: digit; required: special;');
  const pasted = await field.evaluate((input) => input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true })));
  assert.ok(pasted, 'paste is not prevented');
  await field.fill('Velvet-Curtain-42');
  await page.getByRole('button', { name: 'Show password' }).click();
  assert.equal(await field.getAttribute('type'), 'text');
  await page.goto('/sign-in');
  assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('autocomplete'), 'current-password');
});

test('The rules of a password are told while it is typed', async ({ page }) => {
  await page.goto('/sign-up');
  const field = page.getByLabel('Password', { exact: true });
  const met = () => page.locator('.rules .done').count();
  const says = (words) => page.getByRole('status').filter({ hasText: words }).waitFor();
  assert.equal(await met(), 0);
  await field.fill('velvet');
  await says('Not there yet');
  assert.equal(await met(), 1);
  await field.fill('Password1!');
  await says('Easy to guess');
  assert.equal(await met(), 5);
  await field.fill('Velvet-Curtain-42');
  await says('Hard to guess');
});

test('Nothing moves for those who asked for no motion', async ({ page }) => {
  await page.goto('/sign-in');
  await heading(page, 'Good to see you again');
  assert.deepEqual(await page.evaluate(() => document.getAnimations().map((one) => one.animationName)), []);
});
