// Any colour, name, logo and picture of a cinema leaves the pages readable.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { heading } from './support/browser.mjs';
import { suite } from './support/suite.mjs';

const folder = mkdtempSync(join(tmpdir(), 'foyer-brand-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const logo = join(folder, 'logo.svg');
writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg" width="360" height="96"><rect width="360" height="96" fill="#14213d"/></svg>');
const background = join(folder, 'background.svg');
writeFileSync(background, '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"><rect width="16" height="9" fill="#808080"/></svg>');

const mailLogo = join(folder, 'logo.png');
writeFileSync(mailLogo, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGMQUbQFIgAC0wDl/yIMuAAAAABJRU5ErkJggg==', 'base64'));

const test = suite({ BRAND_MAIL_LOGO: mailLogo, BRAND_COLOR: '#14213d', BRAND_NAME: 'Kinoteka Wielka & Söhne', BRAND_LOGO: logo, BRAND_BACKGROUND: background });
const colors = { navy: '#14213d', yellow: '#fff04d', white: '#ffffff', black: '#000000', red: '#ff0000', green: '#00a651', blue: '#0000ff', lime: '#00ff00', ours: '#e3a24a' };

/** Contrast of pairs of CSS colours, [over, under], as the page paints them with this accent. */
function contrasts(page, accent, pairs) {
  return page.evaluate(([accent, pairs]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const paint = canvas.getContext('2d', { willReadFrequently: true });
    const probe = document.body.appendChild(document.createElement('i'));
    const luminance = (color) => {
      probe.style.color = color;
      paint.fillStyle = getComputedStyle(probe).color;
      paint.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const root = document.documentElement.style;
    root.setProperty('--brand-accent', accent);
    root.setProperty('--brand-accent-contrast', luminance(accent) / 0.05 >= 1.05 / luminance(accent) ? '#000000' : '#ffffff');
    const found = pairs.map(([over, under]) => {
      const [one, other] = [luminance(over), luminance(under)];
      return Math.max(one, other) / Math.min(one, other);
    });
    probe.remove();
    return found;
  }, [accent, pairs]);
}

const grounds = ['var(--wall)', 'var(--panel)', 'var(--raised)'];
const badge = 'color-mix(in oklab, var(--accent) 18%, var(--panel))';
const ticket = 'color-mix(in oklab, var(--accent) 72%, var(--sheen))';
const wanted = [
  ...[...grounds, badge].map((ground) => ['var(--link)', ground, 4.5]),
  ...grounds.map((ground) => ['var(--focus)', ground, 3]),
  ...grounds.map((ground) => ['var(--lit)', ground, 3]),
  ...['var(--accent)', ticket].map((ground) => ['var(--on-accent)', ground, 4.5]),
];

for (const colorScheme of ['dark', 'light']) {
  test(`Links, focus, lamps and edges are seen with any colour, ${colorScheme}`, async ({ page }) => {
    await page.goto('/sign-up');
    await heading(page, 'A seat with your name on it');
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent')), '#14213d');
    for (const [name, color] of Object.entries(colors)) {
      const found = await contrasts(page, color, wanted);
      found.forEach((contrast, i) => {
        const [over, under, least] = wanted[i];
        assert.ok(contrast >= least, `${name}: ${over} on ${under} is ${contrast.toFixed(2)}`);
      });
    }
  }, { colorScheme });
}

test('A button has an edge where its colour is lost', async ({ page }) => {
  await page.goto('/sign-in');
  const [edge, accent] = await page.locator('button[type=submit]').evaluate((button) => [getComputedStyle(button).boxShadow, getComputedStyle(button).backgroundColor]);
  assert.match(edge, /^oklch\(0\.58 .*inset/);
  assert.equal(accent, 'rgb(20, 33, 61)');
}, { colorScheme: 'dark' });

for (const width of [320, 360]) {
  test(`A logo and a long name leave room for the language on ${width} pixels`, async ({ page }) => {
    for (const path of ['/', '/sign-in']) {
      await page.goto(path);
      const language = await page.locator('#tools select').boundingBox();
      assert.ok(language.width >= 44 && language.x + language.width <= width, `${path}: ${JSON.stringify(language)}`);
      const sign = await page.locator('.sign').boundingBox();
      assert.ok(sign.x + sign.width <= language.x && sign.height < 70, `${path}: ${JSON.stringify(sign)}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    }
    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await page.getByRole('heading', { level: 1 }).waitFor();
  }, { viewport: { width, height: 640 } });
}

test('A long name is read before the scene of a phone', async ({ page }) => {
  await page.goto('/sign-in');
  const veil = await page.locator('.sign span').evaluate((one) => getComputedStyle(one).backgroundColor);
  assert.match(veil, /\/ 0\.85\)$/);
}, { viewport: { width: 360, height: 640 } });

test('Words on a picture of the cinema stand on a veil', async ({ page }) => {
  await page.goto('/');
  const [hero, plain] = await page.evaluate(() => ['.hero', '.hero .plain'].map((one) => getComputedStyle(document.querySelector(one))).map((one) => [one.backgroundImage, one.backgroundColor]));
  assert.match(hero[0], /^linear-gradient\(to right/);
  assert.equal(plain[1], 'rgb(16, 18, 25)');
}, { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });

test('Mails name the cinema, load nothing, and have a button that is seen by day and by night', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const { number } = await house.mailTo(email);
  for (const [colorScheme, edge] of [['light', 'rgb(20, 33, 61)'], ['dark', 'rgb(140, 136, 128)']]) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`/dev/mail/${number}/html`);
    assert.equal((await page.locator('.marquee').innerText()).trim(), 'Kinoteka Wielka & Söhne');
    assert.deepEqual(await page.locator('img').evaluateAll((all) => all.map((one) => one.src.split(':')[0])), ['data']);
    assert.equal(await page.locator('.press').evaluate((one) => getComputedStyle(one).borderTopColor), edge);
  }
});

test('A letter brings its logo along', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const { number } = await house.mailTo(email);
  await page.goto(`/dev/mail/${number}`);
  const shown = page.frameLocator('iframe').locator('img');
  await shown.waitFor();
  assert.equal(await shown.evaluate((image) => image.naturalWidth), 2);
});
