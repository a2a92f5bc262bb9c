// The viewer's place: focus, what was typed, where they were going, and whose session it is.
import assert from 'node:assert/strict';
import { heading, signIn } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite();
const press = (page, name) => page.getByRole('button', { name }).click();
const focused = (page) => page.evaluate(() => document.activeElement.textContent);

test('Focus goes to the nearest heading when the button that had it is gone', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  await house.api('/auth/login', { ...viewer, device_name: 'Bedroom TV' });
  await signIn(page, viewer);
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await page.getByRole('link', { name: 'Devices' }).click();
  await press(page, 'Sign out Bedroom TV');
  await page.getByText('Bedroom TV').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.tagName === 'H2');
  assert.equal(await focused(page), 'Devices');
});

test('The question before an account is closed is read before it can be answered', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await page.goto('/account#data');
  await press(page, 'Close my account');
  await page.getByRole('dialog').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2');
  await page.keyboard.press('Enter');
  assert.ok(await page.getByRole('dialog').isVisible(), 'one key too many closes nothing');
});

test('A link of another account leaves this session alone', async ({ house, page, email, password }) => {
  const other = `other-${email}`;
  await house.viewer(other, password);
  const before = await house.mailTo(other);
  await house.api('/auth/request-password-reset', { email: other });
  const { url } = await house.linkTo(other, before.number);
  await signIn(page, await house.viewer(email, password));
  await page.goto(url);
  await page.getByLabel('New password').fill('Marquee-Lights-77');
  await press(page, 'Set new password');
  await heading(page, 'Your new password is set');
  await page.goto('/account');
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
  await page.getByText(email, { exact: true }).first().waitFor();
});

test('A reload says again what the link did, and the tab is called so', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  await page.goto((await house.linkTo(email)).url);
  await press(page, 'Confirm my address');
  const done = 'The doors are open';
  await heading(page, done);
  assert.ok((await page.title()).startsWith(done), await page.title());
  await page.reload();
  await heading(page, done);
});

test('What was typed into the profile waits while another section is looked at', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await page.getByLabel('First name').fill('Olena');
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('heading', { name: 'Devices' }).waitFor();
  assert.ok((await page.title()).startsWith('Devices'), await page.title());
  await page.getByRole('link', { name: 'Profile' }).click();
  assert.equal(await page.getByLabel('First name').inputValue(), 'Olena');
});

test('An address is typed once', async ({ page, email, password }) => {
  await page.goto('/sign-up');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Create account');
  await page.getByText('Use another address').click();
  assert.equal(await page.getByLabel('E-mail address').inputValue(), email);
  await page.goBack();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.equal(await page.getByLabel('E-mail address').inputValue(), email);
});

test('Signing in leads back to the section that was asked for', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  await page.goto('/account#devices');
  await heading(page, 'Good to see you again');
  await page.getByLabel('E-mail address').fill(viewer.email);
  await page.getByLabel('Password', { exact: true }).fill(viewer.password);
  await press(page, 'Sign in');
  await page.getByRole('heading', { name: 'Devices' }).waitFor();
});

test('The landing page leads those who are signed in to their account', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await page.goto('/');
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
});

test('Another tab shows the profile as it was just saved', async ({ house, context, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  const second = await context.newPage();
  await second.goto('/account');
  await second.getByRole('heading', { name: 'Profile' }).waitFor();
  await page.getByLabel('First name').fill('Olena');
  await press(page, 'Save');
  await heading(second, 'Olena');
});
