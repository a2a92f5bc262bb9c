// The session in the browser: where its tokens are, and how tabs share it.
import assert from 'node:assert/strict';
import { heading, signIn } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite({ ACCESS_TOKEN_EXPIRE_MINUTES: '5' });
const profile = (page) => page.getByRole('heading', { name: 'Profile' }).waitFor();
const counted = (context, path) => {
  const seen = [];
  context.on('response', (response) => response.url().endsWith(path) && seen.push(response.status()));
  return seen;
};

test('J6 The refresh token is a cookie that no script reads, and nothing else keeps a token', async ({ house, context, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  const [cookie] = (await context.cookies()).filter((one) => one.name === '__Host-foyer_refresh');
  assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path], [true, true, 'Strict', '/']);
  const kept = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }) + JSON.stringify(history.state));
  assert.ok(!kept.includes(cookie.value) && !kept.includes('eyJ'), kept);
});

test('A token about to expire is renewed without a word', async ({ house, context, page, email, password }) => {
  await page.clock.install();
  await signIn(page, await house.viewer(email, password));
  const refreshed = counted(context, '/auth/refresh');
  await page.clock.fastForward(6 * 60_000);
  await page.getByLabel('First name').fill('Olena');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading(page, 'Olena');
  assert.deepEqual(refreshed, [200]);
});

test('A token the server refuses is renewed once, and the request repeated', async ({ house, context, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  const refreshed = counted(context, '/auth/refresh');
  await context.route('**/user/profile', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"detail":"","code":"not_authenticated"}' }), { times: 1 });
  await page.getByLabel('First name').fill('Olena');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading(page, 'Olena');
  assert.deepEqual(refreshed, [200]);
});

test('Ten tabs opened at once share one session', async ({ house, context, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  const tabs = await Promise.all(Array.from({ length: 10 }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto('/account')));
  await Promise.all(tabs.map(profile));
  await page.reload();
  await profile(page);
  assert.equal(house.sql(`SELECT count(*) FROM sessions JOIN users ON users.id = user_id WHERE email = '${email}'`), '1');
});

test('Signing out in one tab signs out all of them, and back does not bring it back', async ({ house, context, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  const other = await context.newPage();
  await other.goto('/account');
  await profile(other);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await heading(page, 'Good to see you again');
  await heading(other, 'Good to see you again');
  await other.getByText('You are signed out.').waitFor();
  assert.equal((await context.cookies()).filter((one) => one.name === '__Host-foyer_refresh' && one.value).length, 0);
  await page.goto('/account');
  await heading(page, 'Good to see you again');
});

test('Signing in in one tab takes the others along', async ({ house, context, page, email, password }) => {
  const other = await context.newPage();
  await other.goto('/sign-in');
  await heading(other, 'Good to see you again');
  await signIn(page, await house.viewer(email, password));
  await profile(other);
});

test('A session ended elsewhere ends here at the next request', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  house.sql('DELETE FROM sessions');
  await page.getByLabel('First name').fill('Olena');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('You are signed out. Sign in to go on.').waitFor();
});

test('The account of nobody leads to the sign-in page', async ({ page }) => {
  await page.goto('/account');
  await heading(page, 'Good to see you again');
});
