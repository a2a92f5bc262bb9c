// Mailed links work without script: forms that the server writes and answers.
import assert from 'node:assert/strict';
import { violations } from './support/axe.mjs';
import { suite } from './support/suite.mjs';

const plain = suite();
const test = (name, body) => plain(name, body, { javaScriptEnabled: false });
const submit = (page) => page.locator('main form button[type=submit]').click();

test('An address is confirmed without script', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  await page.goto((await house.linkTo(email)).url);
  await page.getByRole('heading', { name: 'Take your seat' }).waitFor();
  await submit(page);
  await page.getByRole('heading', { name: 'The doors are open' }).waitFor();
  await house.api('/auth/login', { email, password });
});

test('A password is asked for and reset without script', async ({ house, page, email, password }) => {
  await house.viewer(email, password);
  const { number } = await house.mailTo(email);
  await page.goto('/forgot-password');
  await page.locator('[name=email]').fill(email);
  await submit(page);
  await page.goto((await house.linkTo(email, number)).url);
  await page.locator('[name=new_password]').fill('Marquee-Lights-77');
  await page.locator('[name=repeat]').fill('Marquee-Lights-78');
  await submit(page);
  await page.locator('[role=alert]').waitFor();
  await page.locator('[name=new_password]').fill('Marquee-Lights-77');
  await page.locator('[name=repeat]').fill('Marquee-Lights-77');
  await submit(page);
  await page.getByRole('heading', { name: 'Your new password is set' }).waitFor();
  await house.api('/auth/login', { email, password: 'Marquee-Lights-77' });
});

test('A wrong link says what to do next without script', async ({ page }) => {
  await page.goto('/verify?token=this-is-not-a-token');
  await submit(page);
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
});

plain('Buttons below each other keep their distance without script', async ({ page }) => {
  await page.goto('/verify?token=this-is-not-a-token');
  await submit(page);
  const [one, other] = [await page.locator('main .button').first().boundingBox(), await page.locator('main .button').last().boundingBox()];
  assert.ok(other.y - one.y - one.height >= 8, JSON.stringify([one, other]));
}, { javaScriptEnabled: false, viewport: { width: 360, height: 640 } });

test('A mistyped address is put back, and its field is named as wrong', async ({ page }) => {
  await page.goto('/forgot-password');
  await page.locator('form').evaluate((form) => (form.noValidate = true));
  await page.locator('[name=email]').fill('olena@"><i>example');
  await submit(page);
  const field = page.locator('[name=email][aria-invalid=true]');
  assert.equal(await field.inputValue(), 'olena@"><i>example');
  assert.match(await page.locator(`#${await field.getAttribute('aria-describedby')}`).innerText(), /not an e-mail address/);
});

test('Pages that need script say so', async ({ page }) => {
  for (const path of ['/sign-in', '/sign-up', '/account']) {
    await page.goto(path);
    assert.match(await page.locator('main').innerText(), /JavaScript/);
  }
});

for (const viewport of [{ width: 390, height: 800 }, { width: 1280, height: 800 }]) {
  plain(`They say so on a sheet beside the header, on ${viewport.width} pixels`, async ({ page }) => {
    for (const path of ['/sign-in', '/sign-up', '/check-mail', '/account']) {
      await page.goto(path);
      const [panel, top] = [await page.locator('.panel').boundingBox(), await page.locator('.top').boundingBox()];
      assert.ok(panel.y >= top.y + top.height || panel.x >= top.x + top.width, `${path} ${JSON.stringify([panel, top])}`);
      assert.ok(panel.y + panel.height >= viewport.height, `${path} ends at ${panel.y + panel.height}`);
      assert.ok(panel.x + panel.width >= viewport.width, `${path} ends at ${panel.x + panel.width}`);
    }
  }, { javaScriptEnabled: false, viewport });
}

test('The language is switched by links without script', async ({ page }) => {
  await page.goto('/forgot-password');
  await page.getByRole('link', { name: 'Українська' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'uk');
});

plain('axe finds nothing on the answers the server writes', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  for (const path of ['/verify?done', '/reset-password?done', '/forgot-password?done', '/dev/mail', `/dev/mail/${(await house.mailTo(email)).number}`]) {
    await page.goto(path);
    await page.locator('#tools select').waitFor();
    assert.deepEqual(await violations(page), [], path);
  }
});
