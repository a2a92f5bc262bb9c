// Every page a viewer can come to, for what is checked, measured or photographed on all of them.

const ready = (page) => page.locator('#app h1').first().waitFor();
const bad = 'x'.repeat(43);

/** name → how to get there. */
export const outside = {
  home: (page) => page.goto('/'),
  'sign-in': (page) => page.goto('/sign-in'),
  'sign-in-wrong': async (page) => {
    await page.goto('/sign-in');
    await page.locator('[name=email]').fill('nobody@example.com');
    await page.locator('[name=password]').fill('whatever');
    await page.locator('button[type=submit]').click();
    await page.locator('.trouble').waitFor();
  },
  'sign-up': (page) => page.goto('/sign-up'),
  'sign-up-wrong': async (page) => {
    await page.goto('/sign-up');
    await page.locator('[name=email]').fill('olena');
    await page.locator('[name=password]').fill('Popcorn7');
    await page.locator('button[type=submit]').click();
    await page.locator('[aria-invalid=true]').first().waitFor();
  },
  'check-mail': async (page) => {
    await page.goto('/forgot-password');
    await page.locator('[name=email]').fill('olena@example.com');
    await page.locator('button[type=submit]').click();
    await page.locator('.ticket').waitFor();
  },
  'check-mail-unasked': (page) => page.goto('/check-mail'),
  'forgot-password': (page) => page.goto('/forgot-password'),
  verify: (page) => page.goto(`/verify?token=${bad}`),
  expired: async (page) => {
    await page.goto(`/verify?token=${bad}`);
    await page.locator('button[type=submit]').click();
    await page.locator('[name=email]').waitFor();
  },
  'reset-password': async (page) => {
    await page.goto(`/reset-password?token=${bad}`);
    await page.locator('[name=new_password]').fill('Velvet-Curtain-4');
  },
  'confirm-email': (page) => page.goto(`/confirm-email?token=${bad}`),
  'undo-email-change': (page) => page.goto(`/undo-email-change?token=${bad}`),
  'not-found': (page) => page.goto('/nowhere'),
};

export const sections = ['profile', 'password', 'email', 'devices', 'data'];

/** For a page that is signed in. */
export const inside = {
  ...Object.fromEntries(sections.map((section) => [`account-${section}`, async (page) => {
    await page.goto(`/account#${section}`);
    await page.locator('.sheet:not([hidden]) h2').first().waitFor();
    if (section === 'devices') await page.locator('.devices li').first().waitFor();
  }])),
  'account-close': async (page) => {
    await page.goto('/account#data');
    await page.locator('.sheet > .button.danger').click();
    await page.locator('dialog[open]').waitFor();
  },
};

export async function arrive(page, step) {
  await step(page);
  await ready(page);
  await page.evaluate(() => document.fonts.ready);
}
