// One server and one browser for the tests of a file, and a fresh visitor for each test.
import { after, before, test as plain } from 'node:test';
import { launch, visitor } from './browser.mjs';
import { House } from './house.mjs';

export function suite(settings = {}) {
  let house;
  let browser;
  before(async () => {
    [house, browser] = await Promise.all([House.open(settings), launch()]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  let count = 0;
  return function test(name, body, options = {}) {
    plain(name, async () => {
      const context = await visitor(browser, { house, ...options });
      const page = await context.newPage();
      count += 1;
      await body({ house, browser, context, page, email: `olena.${count}@example.com`, password: 'Velvet-Curtain-42' });
      await context.close();
    });
  };
}
