// Debian's Chromium. Errors of a page's own code, and anything its policy blocked, fail the test that caused them.
import assert from 'node:assert/strict';
import { chromium } from '../../../web/node_modules/playwright-core/index.mjs';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP cinema.test 127.0.0.1'];

export const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

/** A browser profile of its own: {house, …what newContext takes}. */
export async function visitor(browser, { house, ...options }) {
  const context = await browser.newContext({ baseURL: house.url, reducedMotion: 'reduce', locale: 'en', ...options });
  context.setDefaultTimeout(20_000);
  context.faults = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => context.faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) context.faults.push(message.text());
    });
  });
  const close = context.close.bind(context);
  context.close = async () => {
    await close();
    assert.deepEqual(context.faults, []);
  };
  return context;
}

export async function signIn(page, { email, password }) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
}

export const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
