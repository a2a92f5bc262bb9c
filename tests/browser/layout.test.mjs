// What stands where, on screens and in modes that are easily forgotten.
import assert from 'node:assert/strict';
import { signIn } from './support/browser.mjs';
import { sections } from './support/tour.mjs';
import { suite } from './support/suite.mjs';

const test = suite();
const phone = { viewport: { width: 320, height: 640 } };
/** signIn() speaks English. */
async function enter(page, { email, password }) {
  await page.goto('/sign-in');
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('.ticket').waitFor();
}

/** How far the words keep from the edges of what holds them. */
const rooms = (all) => all.map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const [words, edges] = [range.getBoundingClientRect(), one.getBoundingClientRect()];
  return { text: one.textContent, room: Math.min(words.left - edges.left, edges.right - words.right) };
});
const refuse = (status, code, headers = {}) => (route) => route.fulfill({ status, headers, contentType: 'application/problem+json', body: JSON.stringify({ status, code }) });
const box = (page, selector) => page.locator(selector).first().boundingBox();
const gap = async (page, above, below) => {
  const [one, other] = [await box(page, above), await box(page, below)];
  return other.y - one.y - one.height;
};

for (const viewport of [phone.viewport, { width: 1440, height: 900 }]) {
  test(`An account that does not answer says so beside its header, on ${viewport.width} pixels`, async ({ house, page, email, password }) => {
    await signIn(page, await house.viewer(email, password));
    await page.route('**/api/v1/user/profile', refuse(503, 'unavailable'));
    await page.goto('/account');
    await page.reload();
    await page.locator('#app > .panel h1').waitFor();
    const [panel, top] = [await box(page, '#app > .panel'), await box(page, '.top')];
    assert.ok(panel.y >= top.y + top.height || panel.x >= top.x + top.width, JSON.stringify([panel, top]));
  }, { viewport });
}

test('The mark of a mail keeps its height beside a name of three lines', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const { number } = await house.mailTo(email);
  await page.goto(`/dev/mail/${number}/html`);
  await page.locator('.marquee td').last().evaluate((one) => (one.textContent = 'Kinoteka Wielka an der alten Brücke von Sankt Peter am Fluss'));
  assert.ok((await box(page, '.marquee td:last-child')).height > 70);
  assert.equal((await box(page, '.marquee [style*="6px 6px 0 0"]')).height, 22);
}, { viewport: { width: 360, height: 640 } });

test('A message keeps its distance from the button below it', async ({ page }) => {
  await page.route('**/api/v1/auth/login', refuse(429, 'too_many_attempts', { 'Retry-After': '29' }));
  await page.goto('/sign-in');
  await page.locator('[name=email]').fill('olena@example.com');
  await page.locator('[name=password]').fill('Velvet-Curtain-42');
  await page.locator('button[type=submit]').click();
  await page.locator('.wait').waitFor();
  assert.ok(await gap(page, '.trouble', '.wait') >= 12);
  assert.ok(await gap(page, '.wait', 'form .button') >= 12);
});

test('A name of a hundred letters leaves the ticket a ticket, and the ways through an account are two rows', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  const { access_token: token } = await house.api('/auth/login', viewer);
  await fetch(`${house.url}/api/v1/user/profile`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ first_name: 'Maximiliana '.repeat(4).trim(), last_name: 'Konstantinopolitanska '.repeat(2).trim() }),
  });
  await signIn(page, viewer);
  assert.ok((await box(page, '.ticket')).height < 220);
  assert.ok((await box(page, '.account nav')).height < 110);
}, phone);

test('Colours of the system leave fields, mistakes, lamps and the chosen section apart', async ({ house, page, email, password }) => {
  const style = (selector, property) => page.locator(selector).first().evaluate((one, name) => getComputedStyle(one)[name], property);
  await page.goto('/sign-up');
  assert.equal(await style('.input', 'outlineStyle'), 'solid');
  await page.locator('[name=email]').fill('olena');
  await page.locator('[name=password]').fill('Popcorn7');
  await page.locator('button[type=submit]').click();
  await page.locator('.input.wrong').first().waitFor();
  assert.equal(await style('.input.wrong:not(:focus-within)', 'outlineStyle'), 'dashed');
  assert.equal(await style('.error', 'borderInlineStartStyle'), 'solid');
  assert.notEqual(await style('.bulb-row i.lit', 'backgroundColor'), await style('.bulb-row i:not(.lit)', 'backgroundColor'));
  await signIn(page, await house.viewer(email, password));
  assert.notEqual(await style('.account nav a[aria-current]', 'backgroundColor'), await style('.account nav a:not([aria-current])', 'backgroundColor'));
}, { forcedColors: 'active' });

for (const locale of ['en', 'uk', 'es', 'de', 'ar']) {
  test(`In low windows no seat stands before a button of the landing page, in ${locale}`, async ({ page }) => {
    await page.goto('/');
    for (const [width, height] of [[1280, 600], [1366, 620], [1280, 720], [1000, 420]]) {
      await page.setViewportSize({ width, height });
      const [actions, seats] = [await box(page, '.hero .actions'), await box(page, '.seats')];
      assert.ok(actions.y + actions.height < seats.y, `${width}x${height}: ${JSON.stringify([actions, seats])}`);
    }
  }, { locale });

  test(`The ways through an account fit their pills, and no row jumps when another is chosen, in ${locale}`, async ({ house, page, email, password }) => {
    await enter(page, await house.viewer(email, password));
    for (const width of [320, 360, 390]) {
      await page.setViewportSize({ width, height: 640 });
      const heights = new Set();
      for (const section of sections) {
        await page.goto(`/account#${section}`);
        await page.locator(`.account nav a[aria-current][href$="${section}"]`).waitFor();
        heights.add((await box(page, '.account nav')).height);
        for (const { room, text } of await page.locator('.account nav :is(a, button)').evaluateAll(rooms)) assert.ok(room >= 5, `${width}: ${room} beside ${text}`);
      }
      assert.equal(heights.size, 1, `${width}: ${[...heights]}`);
    }
  }, { locale });
}

test('Where a link was sent is said apart from the button', async ({ house, page, email, password }) => {
  await signIn(page, await house.viewer(email, password));
  await page.goto('/account#email');
  await page.locator('[name=new_email]').fill(`new.${email}`);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.locator('p.done').waitFor();
  assert.ok(await gap(page, '.sheet:not([hidden]) .actions', 'p.done') >= 12);
});

test('On a phone everything of a device stands beside its picture', async ({ house, page, email, password }) => {
  const viewer = await house.viewer(email, password);
  await house.api('/auth/login', viewer);
  await enter(page, viewer);
  await page.goto('/account#devices');
  await page.locator('.devices .button').waitFor();
  const text = await box(page, '.devices .name bdi');
  for (const selector of ['.devices .badge', '.devices .quiet', '.devices .button']) assert.equal((await box(page, selector)).x, text.x, selector);
  const picture = await box(page, '.devices svg');
  assert.ok(picture.x + picture.width < text.x && picture.y < text.y + text.height);
}, { ...phone, locale: 'es' });

for (const [viewport, block] of [[phone.viewport, 'nearest'], [{ width: 1280, height: 800 }, 'end']]) {
  test(`That the network is lost hides no button, on ${viewport.width} pixels`, async ({ context, house, page, email, password }) => {
    await signIn(page, await house.viewer(email, password));
    await context.setOffline(true);
    await page.locator('.network p').waitFor();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('.sheet .button').first().evaluate((one, block) => one.scrollIntoView({ block }), block);
    const [save, said] = [await box(page, '.sheet .button'), await box(page, '.network p')];
    assert.ok(said.y >= save.y + save.height || said.x >= save.x + save.width, JSON.stringify([save, said]));
  }, { viewport });
}

test('A captured mail is shown whole, and no higher than it is', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const { number } = await house.mailTo(email);
  await page.goto(`/dev/mail/${number}`);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.waitForFunction(() => {
      const frame = document.querySelector('.screen');
      return frame.contentDocument?.readyState === 'complete' && Math.abs(frame.clientHeight - frame.contentDocument.documentElement.offsetHeight) <= 1;
    });
  }
});

test('Captured mail keeps addresses and dates in order in Arabic', async ({ house, page, email, password }) => {
  await house.api('/auth/register', { email, password });
  const { number } = await house.mailTo(email);
  await page.goto('/dev/mail');
  assert.equal(await page.locator('.mails time bdi').first().getAttribute('dir'), 'ltr');
  await page.goto(`/dev/mail/${number}`);
  assert.deepEqual(await page.locator('.facts dd [dir]').evaluateAll((all) => all.map((one) => one.dir)), ['ltr', 'ltr', 'ltr']);
}, { locale: 'ar', javaScriptEnabled: false });
