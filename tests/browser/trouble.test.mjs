// Lost networks, impatient fingers, limits, and a server that is not there.
import assert from 'node:assert/strict';
import { heading, signIn } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const test = suite({ LIMIT_LOGIN: '5/15m' });
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

test('A lost network shows, keeps what was typed, and recovers', async ({ house, context, page, email, password }) => {
  await page.goto('/sign-up');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await context.setOffline(true);
  await page.getByText('You are offline. What you typed stays here.').waitFor();
  await press(page, 'Create account');
  await page.getByText('You are offline. Try again when you are back.').waitFor();
  assert.equal(await page.getByLabel('E-mail address').inputValue(), email);
  await context.setOffline(false);
  await page.getByText('You are online again.').waitFor();
  await press(page, 'Create account');
  await heading(page, 'Check your inbox');
  await house.mailTo(email);
});

test('An account that cannot be read offline is read as soon as the network is back', async ({ house, context, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await context.route('**/api/v1/**', (route) => route.abort());
  await page.reload();
  await heading(page, 'Your account does not answer');
  await context.unroute('**/api/v1/**');
  await context.setOffline(true);
  await context.setOffline(false);
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
});

test('Pressing twice sends once', async ({ house, context, page, email, password }) => {
  await page.goto('/sign-up');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  const sent = [];
  context.on('request', (request) => request.url().endsWith('/auth/register') && sent.push(request.postData()));
  await page.getByRole('button', { name: 'Create account' }).evaluate((button) => {
    button.click();
    button.click();
    button.form.requestSubmit();
  });
  await heading(page, 'Check your inbox');
  await house.mailTo(email);
  assert.equal(sent.length, 1);
});

test('Over the limit the page says for how long, and counts down', async ({ page }) => {
  await page.clock.install();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill('nobody@example.com');
  const tryOnce = async () => {
    await page.getByLabel('Password', { exact: true }).fill('whatever');
    const answered = page.waitForResponse('**/auth/login');
    await press(page, 'Sign in');
    return (await answered).status();
  };
  let status = 0;
  for (let tries = 0; tries < 8 && status !== 429; tries += 1) status = await tryOnce();
  await page.getByText('Too many tries in a short time.').waitFor();
  const wait = page.getByText(/Try again in \d+ (minutes|seconds)/);
  const before = await wait.textContent();
  await page.clock.fastForward(3 * 60_000);
  await page.waitForFunction((text) => !document.body.textContent.includes(text), before);
  await page.clock.fastForward(15 * 60_000);
  await page.getByText('You can try again now.').waitFor();
});

test('Every refusal of the server has a sentence of its own', async ({ context, page }) => {
  const refusals = {
    overloaded: [503, 'Many people are at the door right now.'],
    unavailable: [503, 'The server cannot answer right now.'],
    internal_error: [500, 'Something broke on our side.'],
    payload_too_large: [413, 'This is too much for the server.'],
    a_code_of_tomorrow: [400, 'Something broke on our side.'],
  };
  await page.goto('/sign-in');
  for (const [code, [status, sentence]] of Object.entries(refusals)) {
    await context.route('**/auth/login', (route) => route.fulfill({ status, contentType: 'application/json', body: JSON.stringify({ detail: 'x', code }) }), { times: 1 });
    await page.getByLabel('E-mail address').fill('olena@example.com');
    await page.getByLabel('Password', { exact: true }).fill(code);
    await press(page, 'Sign in');
    await page.getByText(sentence).waitFor();
  }
});

test('A server that is gone is told from a lost network', async ({ context, page }) => {
  await page.goto('/forgot-password');
  await context.route('**/api/v1/**', (route) => route.abort('connectionrefused'));
  await page.getByLabel('E-mail address').fill('olena@example.com');
  await press(page, 'Send the link');
  await page.getByText('The server did not answer.').waitFor();
  await context.unroute('**/api/v1/**');
  await press(page, 'Send the link');
  await heading(page, 'Check your inbox');
});
