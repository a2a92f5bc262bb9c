// Photographs every page: node bench/screens.mjs FOLDER [LANGUAGE]. script/pages-screens runs it.
import { mkdirSync } from 'node:fs';
import { launch, visitor } from '../tests/browser/support/browser.mjs';
import { House } from '../tests/browser/support/house.mjs';
import { arrive, inside, outside } from '../tests/browser/support/tour.mjs';

const [folder, language = 'en'] = process.argv.slice(2);
const screens = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 }, tv: { width: 1920, height: 1080 } };

async function prepare(house) {
  const viewer = await house.viewer('olena@example.com');
  await house.api('/auth/login', { ...viewer, device_name: 'Living-room TV' });
  const { access_token } = await house.api('/auth/login', { ...viewer, device_name: 'Olena’s phone' });
  await fetch(`${house.url}/api/v1/user/profile`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ first_name: 'Olena', last_name: 'Shevchenko', date_of_birth: '1990-04-23', info: 'Film noir and good coffee.' }),
  });
  return viewer;
}

async function enter(page, { email, password }) {
  await page.goto('/sign-in');
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('.sheet:not([hidden])').waitFor();
}

const house = await House.open();
const browser = await launch();
const viewer = await prepare(house);
mkdirSync(folder, { recursive: true });
for (const [screen, viewport] of Object.entries(screens)) {
  for (const colorScheme of ['dark', 'light']) {
    const context = await visitor(browser, { house, viewport, colorScheme, locale: language });
    const page = await context.newPage();
    const photograph = async (steps) => {
      for (const [name, step] of Object.entries(steps)) {
        await arrive(page, step);
        await page.screenshot({ path: `${folder}/${name}-${screen}-${colorScheme}.png`, fullPage: screen === 'phone' });
      }
    };
    await photograph(outside);
    await enter(page, viewer);
    await photograph(inside);
    await context.close();
  }
}
await browser.close();
await house.close();
