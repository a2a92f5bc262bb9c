// From nothing to an account with a profile, as a viewer goes.
import assert from 'node:assert/strict';
import { heading } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite();

const fillIn = async (page, email, password) => {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
};
const press = (page, name) => page.getByRole('button', { name }).click();

test('Signing up leads through the mail to an account whose profile can be filled in', async ({ house, page, email, password }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await heading(page, 'A seat with your name on it');
  await fillIn(page, email, password);
  await press(page, 'Create account');
  await heading(page, 'Check your inbox');
  assert.ok(await page.getByText(email).isVisible());

  const link = await house.linkTo(email);
  await page.goto(link.url);
  await heading(page, 'Take your seat');
  await press(page, 'Confirm my address');
  await heading(page, 'The doors are open');
  assert.equal(new URL(page.url()).search, '', 'a used token leaves the address bar');

  await page.getByRole('link', { name: 'Sign in' }).click();
  await heading(page, 'Good to see you again');
  await fillIn(page, email, password);
  await press(page, 'Sign in');
  await page.getByLabel('First name').fill('Olena');
  await page.getByLabel('About you').fill('Film noir and good coffee.');
  await press(page, 'Save');
  await page.getByText('Saved.').waitFor();
  await heading(page, 'Olena');

  await page.reload();
  await heading(page, 'Olena');
  assert.equal(await page.getByLabel('About you').inputValue(), 'Film noir and good coffee.');
});

test('Opening the link confirms nothing before its button is pressed', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const link = await house.linkTo(email);
  await page.goto(link.url);
  await heading(page, 'Take your seat');
  await page.reload();
  await heading(page, 'Take your seat');
  assert.equal(house.sql(`SELECT count(*) FROM one_time_tokens WHERE email = '${email}' AND used_at IS NOT NULL`), '0');
});

test('What a password lacks is said by name', async ({ page, email }) => {
  await page.goto('/sign-up');
  for (const [password, said] of [['Popcorn7', 'Still missing: a symbol, such as ! or #.'], ['Pop-corn', 'Still missing: a digit.'], ['pop', 'Still missing: 8 characters or more, a capital letter A–Z, a digit, and a symbol, such as ! or #.']]) {
    await fillIn(page, email, password);
    await press(page, 'Create account');
    await page.getByText(said, { exact: true }).waitFor();
  }
});

test('Each mistake is told at its field, and the first of them gets the focus', async ({ page }) => {
  await page.goto('/sign-up');
  await press(page, 'Create account');
  const email = page.getByLabel('E-mail address');
  await page.getByText('Please enter your address.').waitFor();
  assert.equal(await email.getAttribute('aria-invalid'), 'true');
  assert.ok(await email.evaluate((input) => input === document.activeElement));

  await fillIn(page, 'olena', 'Popcorn7');
  await press(page, 'Create account');
  await page.getByText('Enter an e-mail address').waitFor();
  await page.getByText('Still missing: a symbol').waitFor();
  const described = await email.getAttribute('aria-describedby');
  assert.match(await page.locator(`[id="${described}"]`).textContent(), /Enter an e-mail address/);
});

test('A password of the viewer’s own address is refused at the field', async ({ page }) => {
  await page.goto('/sign-up');
  await fillIn(page, 'zolotareva@example.com', 'Zolotareva-1');
  await press(page, 'Create account');
  await page.getByText('Please do not build it from your address').waitFor();
});

test('A mail that does not come can be sent again, but not at once', async ({ house, page, email, password }) => {
  await page.clock.install();
  await page.goto('/sign-up');
  await fillIn(page, email, password);
  await press(page, 'Create account');
  await page.getByText('You can send it again in 30 seconds').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Send it again' }).count(), 0);
  const first = await house.mailTo(email);

  await page.clock.fastForward(12_000);
  await page.getByText('You can send it again in 18 seconds').waitFor();
  await page.reload();
  await page.getByText('You can send it again in').waitFor();
  await page.clock.fastForward(30_000);
  await press(page, 'Send it again');
  await page.getByText('It is on its way again.').waitFor();
  await house.mailTo(email, first.number);
});

test('Back and forward lead through the steps, and the address typed is still there', async ({ page, email, password }) => {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await heading(page, 'A seat with your name on it');
  await fillIn(page, email, password);
  await press(page, 'Create account');
  await heading(page, 'Check your inbox');
  await page.goBack();
  await heading(page, 'A seat with your name on it');
  await page.goForward();
  await heading(page, 'Check your inbox');
  assert.ok(await page.getByText(email).isVisible());
  await page.reload();
  assert.ok(await page.getByText(email).isVisible());
});

test('Whoever signs in before confirming is told so and gets the mail again', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const first = await house.mailTo(email);
  await page.goto('/sign-in');
  await fillIn(page, email, password);
  await press(page, 'Sign in');
  await page.getByText('Your address is not confirmed yet.').waitFor();
  await press(page, 'Send the mail again');
  await heading(page, 'Check your inbox');
  await house.mailTo(email, first.number);
});

test('The page that waits for the mail hears that the link was pressed in another tab', async ({ house, context, page, email, password }) => {
  await page.goto('/sign-up');
  await fillIn(page, email, password);
  await press(page, 'Create account');
  await heading(page, 'Check your inbox');
  const other = await context.newPage();
  await other.goto((await house.linkTo(email)).url);
  await press(other, 'Confirm my address');
  await heading(page, 'The doors are open');
});
