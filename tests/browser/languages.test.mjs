// The pages speak the viewer's language, and so do the mails.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite } from './support/suite.mjs';

const test = suite();
const read = (language) => JSON.parse(readFileSync(new URL(`../../web/languages/${language}.json`, import.meta.url), 'utf8'));
const all = Object.fromEntries(['en', 'uk', 'es', 'de', 'ar'].map((language) => [language, read(language)]));
const texts = Object.fromEntries(Object.entries(all).map(([language, { app }]) => [language, app]));
const title = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();

for (const [language, { signIn }] of Object.entries(texts)) {
  test(`A browser that prefers ${language} is spoken to in ${language}`, async ({ page }) => {
    await page.goto('/sign-in');
    await title(page, signIn.title);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    assert.equal(await page.locator('html').getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
    assert.match(await page.title(), new RegExp(signIn.name));
  }, { locale: language });
}

test('The language is switched in place, without losing what was typed, and stays', async ({ page }) => {
  await page.goto('/sign-up');
  await page.locator('[name=email]').fill('olena@example.com');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('uk');
  await title(page, texts.uk.signUp.title);
  assert.equal(await page.locator('[name=email]').inputValue(), 'olena@example.com');
  await page.goto('/sign-in');
  await title(page, texts.uk.signIn.title);
});

test('Arabic runs from right to left, and addresses in it from left to right', async ({ page }) => {
  await page.goto('/sign-in');
  await title(page, texts.ar.signIn.title);
  const [panel, scene] = await page.evaluate(() => [document.querySelector('.panel').getBoundingClientRect().left, innerWidth]);
  assert.ok(panel < scene / 2, 'the sheet stands on the left');
  assert.equal(await page.locator('[name=email]').getAttribute('dir'), 'ltr');
}, { locale: 'ar' });

test('The mail of an account speaks the language it signed up in', async ({ house, page, email, password }) => {
  await page.goto('/sign-up');
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.getByRole('button', { name: texts.uk.signUp.button }).click();
  await title(page, texts.uk.checkMail.title);
  assert.match((await house.mailTo(email)).text, /адрес/);
}, { locale: 'uk' });

test('Numbers take the plural of their language', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  for (let others = 0; others < 3; others += 1) await house.api('/auth/login', viewer);
  await page.goto('/sign-in');
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('link', { name: texts.uk.account.devices }).click();
  await page.getByRole('button', { name: 'Завершити ще 3 сеанси' }).waitFor();
}, { locale: 'uk' });

for (const language of ['en', 'ar']) {
  test(`The half of the day stays beside its hour in ${language}`, async ({ house, page, email, password }) => {
    await house.viewer(email, password);
    await page.goto('/sign-in');
    await page.locator('[name=email]').fill(email);
    await page.locator('[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
    await page.getByRole('link', { name: texts[language].account.devices }).click();
    const since = await page.locator('[id^=since]').textContent();
    assert.match(since, /\d[\u00a0\u202f]([AP]M|[صم])/);
  }, { locale: language });
}

test('A rule that is met is told after the comma of the language', async ({ page }) => {
  await page.goto('/sign-up');
  await page.locator('[name=password]').fill('Velvet-Curtain-42');
  assert.match(await page.locator('.rules .unseen').first().textContent(), /^، /);
}, { locale: 'ar' });

test('The mail about a copy names the button that fetches it', () => {
  for (const [language, { app, mail }] of Object.entries(all)) {
    assert.ok(mail.export_ready.body[0].includes(app.data.exportButton), language);
  }
});
