// Mailed links that are wrong, used or too old, and what they offer instead.
import assert from 'node:assert/strict';
import { heading, signIn } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite();
const press = (page, name) => page.getByRole('button', { name }).click();

test('A wrong link to confirm an address offers a new one', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const first = await house.mailTo(email);
  await page.goto('/verify?token=this-is-not-a-token');
  await press(page, 'Confirm my address');
  await heading(page, 'This link no longer works');
  await page.getByLabel('E-mail address').fill(email);
  await press(page, 'Send a new link');
  await heading(page, 'Check your inbox');
  await house.mailTo(email, first.number);
});

test('A link without its token says so before anything is typed', async ({ page }) => {
  for (const path of ['/verify', '/reset-password', '/confirm-email', '/undo-email-change']) {
    await page.goto(path);
    await heading(page, 'This link no longer works');
  }
});

test('A forgotten password is reset by mail, signs out everywhere, and the old one is over', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  const session = await house.api('/auth/login', viewer);
  const mail = await house.mailTo(email);
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await heading(page, 'Forgot your password?');
  await page.getByLabel('E-mail address').fill(email);
  await press(page, 'Send the link');
  await heading(page, 'Check your inbox');

  await page.goto((await house.linkTo(email, mail.number)).url);
  await heading(page, 'Choose a new password');
  await page.getByLabel('New password').fill('Marquee-Lights-77');
  await press(page, 'Set new password');
  await heading(page, 'Your new password is set');
  await assert.rejects(house.api('/auth/refresh', { refresh_token: session.refresh_token }), /401/);

  await page.getByRole('link', { name: 'Sign in' }).click();
  await heading(page, 'Good to see you again');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Sign in');
  await page.getByText('Address and password do not match.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('Marquee-Lights-77');
  await press(page, 'Sign in');
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
});

test('A reset link works once, and not after its hour', async ({ house, page, email, password }) => {
  await house.viewer(email, password);
  const ask = async () => {
    const before = await house.mailTo(email);
    await house.api('/auth/request-password-reset', { email });
    return (await house.linkTo(email, before.number)).url;
  };
  const use = async (url, fresh) => {
    await page.goto(url);
    await page.getByLabel('New password').fill(fresh);
    await press(page, 'Set new password');
  };
  const used = await ask();
  await use(used, 'Marquee-Lights-77');
  await heading(page, 'Your new password is set');
  await use(used, 'Marquee-Lights-78');
  await heading(page, 'This link no longer works');

  const old = await ask();
  house.sql(`UPDATE one_time_tokens SET expires_at = 0 WHERE email = '${email}'`);
  await use(old, 'Marquee-Lights-79');
  await heading(page, 'This link no longer works');
});

test('A new password that is refused keeps the link good', async ({ house, page, email, password }) => {
  await house.viewer(email, password);
  const mail = await house.mailTo(email);
  await house.api('/auth/request-password-reset', { email });
  await page.goto((await house.linkTo(email, mail.number)).url);
  await page.getByLabel('New password').fill('Password1!');
  await press(page, 'Set new password');
  await page.getByText('This is too easy to guess').waitFor();
  await page.getByLabel('New password').fill('Marquee-Lights-77');
  await press(page, 'Set new password');
  await heading(page, 'Your new password is set');
});

test('Whoever lands nowhere is shown the way', async ({ page }) => {
  await page.goto('/no/such/page');
  await heading(page, 'There is nothing here');
  await page.getByRole('link', { name: 'To the lobby' }).click();
  await heading(page, 'The lights are still up');
});

test('The link of another account asks for that account, and is not called used', async ({ house, page, email, password }) => {
  const mover = await house.viewer(email, password);
  const { access_token } = await house.api('/auth/login', mover);
  const wanted = `new.${email}`;
  const asked = await fetch(`${house.url}/api/v1/user/change-email`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${access_token}` }, body: JSON.stringify({ new_email: wanted }),
  });
  assert.equal(asked.status, 200, await asked.text());
  const { url } = await house.linkTo(wanted);
  await signIn(page, await house.viewer(`other.${email}`, password));
  await page.goto(url);
  await press(page, 'Confirm my new address');
  await page.getByText('This link belongs to another account').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Confirm my new address');
  await heading(page, 'You have moved');
  await house.api('/auth/login', { email: wanted, password });
});
