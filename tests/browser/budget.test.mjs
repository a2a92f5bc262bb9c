// What the first page costs, counted in bytes and hosts; script/pages-figures measures times.
import assert from 'node:assert/strict';
import { heading } from './support/browser.mjs';
import { firstPage } from './support/transfer.mjs';
import { suite } from './support/suite.mjs';

const test = suite();

for (const [path, title] of [['/sign-in', 'Good to see you again'], ['/sign-up', 'A seat with your name on it'], ['/', 'The lights are still up']]) {
  test(`${path} comes in 60 kB, from this server alone`, async ({ house, page }) => {
    const transfer = await firstPage(page, `${house.url}${path}`, () => heading(page, title));
    assert.ok(transfer.bytes <= 60_000, `${transfer.bytes} bytes`);
    assert.deepEqual(transfer.hosts, [new URL(house.url).host]);
    assert.deepEqual(transfer.failed, []);
  });
}

test('What has a hash in its name is kept for a year and never asked for again', async ({ house, page }) => {
  await firstPage(page, `${house.url}/sign-in`, () => heading(page, 'Good to see you again'));
  const again = await firstPage(page, `${house.url}/sign-in`, () => heading(page, 'Good to see you again'));
  assert.deepEqual(again.fetched, [`${house.url}/sign-in`]);
});
