// What a signed-in viewer does with the account.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { heading, signIn } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const open = (page, section) => page.getByRole('navigation', { name: 'Your account' }).getByRole('link', { name: section }).click();

test('A changed password works at once, and the old one must be right', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await open(page, 'Password');
  await page.getByLabel('Current password').fill('not-this-one');
  await page.getByLabel('New password').fill('Marquee-Lights-77');
  await press(page, 'Change password');
  await page.getByText('This is not your password.').waitFor();
  assert.equal(await page.getByLabel('Current password').getAttribute('aria-invalid'), 'true');

  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill(password);
  await press(page, 'Change password');
  await page.getByText('This is your password already.').waitFor();

  await page.getByLabel('New password').fill('Marquee-Lights-77');
  await press(page, 'Change password');
  await page.getByText('Your password is changed.').waitFor();
  await house.api('/auth/login', { email, password: 'Marquee-Lights-77' });
});

test('Devices are listed and signed out one by one, or all others together', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  const tv = await house.api('/auth/login', { ...viewer, device_name: 'Living-room TV' });
  await house.api('/auth/login', { ...viewer, device_name: 'Kitchen laptop' });
  await house.api('/auth/login', { ...viewer, device_name: 'Old phone' });
  await signIn(page, viewer);
  await open(page, 'Devices');
  await page.getByText('This device').waitFor();
  assert.equal(await page.getByRole('listitem').filter({ hasText: 'Active' }).count(), 4);

  await press(page, 'Sign out Living-room TV');
  await page.getByText('The device is signed out.').waitFor();
  await assert.rejects(house.api('/auth/refresh', { refresh_token: tv.refresh_token }), /401/);
  await press(page, 'Sign out all 2 others');
  await page.getByText('All other devices are signed out.').waitFor();
  assert.equal(house.sql(`SELECT count(*) FROM sessions JOIN users ON users.id = user_id WHERE email = '${email}'`), '1');
});

test('A profile field that does not fit is told at the field, and the rest of the form stays', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await page.getByLabel('First name').fill('Olena');
  await page.getByLabel('Date of birth').fill('2999-01-01');
  await page.getByLabel('Picture').fill('no address');
  await press(page, 'Save');
  await page.getByText('Enter a web address').waitFor();
  await page.getByLabel('Picture').fill('');
  await press(page, 'Save');
  await page.getByText('This date lies in the future.').waitFor();
  assert.equal(await page.getByLabel('First name').inputValue(), 'Olena');
  await page.getByLabel('Date of birth').fill('1990-04-23');
  await press(page, 'Save');
  await page.getByText('Saved.').waitFor();
  await heading(page, 'Olena');
});

test('What one tab saves in a profile, another that did not touch it leaves alone', async ({ house, context, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  const other = await context.newPage();
  await other.goto('/account#profile');
  await other.getByLabel('About you').fill('Front row');
  await page.getByLabel('First name').fill('Olena');
  await press(page, 'Save');
  await heading(other, 'Olena');
  assert.equal(await other.getByLabel('First name').inputValue(), 'Olena');
  await other.getByLabel('Last name').fill('Shevchenko');
  await press(other, 'Save');
  await heading(page, 'Olena Shevchenko');
  assert.equal(await page.getByLabel('About you').inputValue(), 'Front row');
  await page.getByLabel('First name').fill('');
  await press(page, 'Save');
  await heading(other, /^Shevchenko$/);
  assert.equal(await other.getByLabel('First name').inputValue(), '');
});

test('Moving to another address takes a link, tells the old one, and can be undone there', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  const wanted = `new.${email}`;
  await open(page, 'E-mail');
  await page.getByLabel('New e-mail address').fill(email);
  await press(page, 'Send the link');
  await page.getByText('This is your address already.').waitFor();
  await page.getByLabel('New e-mail address').fill(wanted);
  await press(page, 'Send the link');
  await page.getByText(`A link was sent to ${wanted}.`).waitFor();

  const before = await house.mailTo(email);
  await page.goto((await house.linkTo(wanted)).url);
  await heading(page, 'Your new address');
  await press(page, 'Confirm my new address');
  await heading(page, 'You have moved');
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByText(wanted).first().waitFor();

  await page.goto((await house.linkTo(`"${email}`.slice(1), before.number)).url);
  await heading(page, 'Take your account back');
  await press(page, 'Take it back');
  await heading(page, 'The account is yours again');
  assert.equal(house.sql(`SELECT count(*) FROM users WHERE email = '${email}'`), '1');
  await page.goto('/account');
  await heading(page, 'Good to see you again');
});

test('Without a session the link to a new address asks for the password', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  const { access_token } = await house.api('/auth/login', viewer);
  const wanted = `other.${email}`;
  await fetch(`${house.url}/api/v1/user/change-email`, {
    method: 'POST', body: JSON.stringify({ new_email: wanted }),
    headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
  });
  await page.goto((await house.linkTo(wanted)).url);
  await page.getByLabel('Password', { exact: true }).fill('not-this-one');
  await press(page, 'Confirm my new address');
  await page.getByText('This is not the password of the account').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Confirm my new address');
  await heading(page, 'You have moved');
  assert.equal(house.sql(`SELECT count(*) FROM users WHERE email = '${wanted}'`), '1');
});

test('What matters asks for the password again, and goes on by itself', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  house.makeSessionsOld();
  await open(page, 'E-mail');
  await page.getByLabel('New e-mail address').fill(`new.${email}`);
  await press(page, 'Send the link');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.getByText('A link was sent').count(), 0);

  await press(page, 'Send the link');
  await dialog.getByLabel('Password', { exact: true }).fill('not-this-one');
  await press(page, 'Go on');
  await dialog.getByText('This is not your password.').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Go on');
  await page.getByText(`A link was sent to new.${email}.`).waitFor();
});

test('A copy of the data is collected while the page waits, and downloaded', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await open(page, 'Your data');
  await press(page, 'Collect my data');
  await page.getByText('Your copy is ready.').waitFor();
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the copy' }).click();
  assert.match((await started).suggestedFilename(), /^foyer-export-\d{4}-\d\d-\d\d\.zip$/);
  const file = readFileSync(await (await started).path());
  assert.equal(file.subarray(0, 2).toString(), 'PK', 'a ZIP begins with PK');
});

test('A copy that was not ordered yet is not called collected', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  house.makeSessionsOld();
  await open(page, 'Your data');
  await press(page, 'Collect my data');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  assert.equal(await page.getByText('Your data is being collected').count(), 0);
  await press(page, 'Go on');
  await page.getByText('Your copy is ready.').waitFor();
});

test('Closing the account says what it means, asks once more, and signing in keeps it', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  await signIn(page, viewer);
  await open(page, 'Your data');
  await press(page, 'Close my account');
  const dialog = page.getByRole('dialog', { name: 'Close your account?' });
  await dialog.getByText('After 14 days').waitFor();
  await press(page, 'Keep it');
  await dialog.waitFor({ state: 'hidden' });
  await press(page, 'Close my account');
  await press(page, 'Close it');
  await heading(page, 'Your account is closed');
  await page.getByText('It is erased after 14 days.').waitFor();
  await signIn(page, viewer);
});

test('Sections have addresses: back and reload stay where the viewer was', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await open(page, 'Devices');
  await page.getByRole('heading', { name: 'Devices' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Devices' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
});
