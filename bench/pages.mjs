// What the pages cost on a slow phone, measured in Chromium over its protocol: script/pages-figures runs it.
// Two phones on 150 ms a round trip, 1.6 Mbit/s down and 0.75 up: Lighthouse's default, four times slower than this
// computer, and what Chromium's own tools call a low-tier mobile; how much slower that is here is measured first.
import { violations } from '../tests/browser/support/axe.mjs';
import { launch, signIn, visitor } from '../tests/browser/support/browser.mjs';
import { House } from '../tests/browser/support/house.mjs';
import { arrive, inside, outside } from '../tests/browser/support/tour.mjs';
import { firstPage } from '../tests/browser/support/transfer.mjs';

const rounds = 5;
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const network = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

// Lighthouse's BenchmarkIndex, and what DevTools take for a low-tier phone
// (front_end/panels/mobile_throttling/CalibrationController.ts: a Moto G Power of 2022).
const lowTier = 264;

/** Tens of runs per second, the mean of a work that makes garbage and one that makes none. */
function speed() {
  const perSecond = (work) => {
    const began = performance.now();
    let runs = 0;
    while (performance.now() - began < 250) work(runs++);
    return runs / 10 / ((performance.now() - began) / 1000);
  };
  const arrays = [Array.from({ length: 100_000 }, (_, i) => i), new Array(100_000).fill(0)];
  const withGarbage = perSecond(() => {
    let text = '';
    for (let i = 0; i < 10_000; i += 1) text += 'a';
    if (text.length !== 10_000) throw new Error('the work was not done');
  });
  const without = perSecond((run) => {
    const [from, to] = run % 2 ? arrays : [arrays[1], arrays[0]];
    for (let i = 0; i < from.length; i += 1) to[i] = from[i];
  });
  return (withGarbage + without) / 2;
}

/** How many times slower a page must run here to be as slow as on that phone. */
async function slowdown(browser) {
  const page = await browser.newPage();
  const client = await page.context().newCDPSession(page);
  await page.evaluate(speed);
  for (let rate = 1; ; rate += 0.25) {
    await client.send('Emulation.setCPUThrottlingRate', { rate });
    const scores = [await page.evaluate(speed), await page.evaluate(speed), await page.evaluate(speed)];
    if (median(scores) > lowTier) continue;
    await page.close();
    return rate;
  }
}

async function slowVisit(browser, house, path, { viewer, rate }) {
  const context = await visitor(browser, { house, ...phone });
  const page = await context.newPage();
  if (viewer) await signIn(page, viewer);
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.clearBrowserCache');
  await client.send('Network.emulateNetworkConditions', network);
  await client.send('Emulation.setCPUThrottlingRate', { rate });
  // Usable: the heading is there, and what the page is for can be pressed.
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('#app h1, #app h2') || !document.querySelector('#app button, #app a.button')) return;
      globalThis.usableAt = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  const transfer = await firstPage(page, `${house.url}${path}`, () => page.waitForFunction(() => globalThis.usableAt));
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const usable = await page.evaluate(() => globalThis.usableAt);
  await context.close();
  return { paint, usable: Math.max(paint, usable), bytes: transfer.bytes, requests: transfer.fetched.length };
}

async function countViolations(browser, house, viewer) {
  let pages = 0;
  let found = 0;
  for (const colorScheme of ['dark', 'light']) {
    const context = await visitor(browser, { house, colorScheme });
    const page = await context.newPage();
    const look = async (steps) => {
      for (const step of Object.values(steps)) {
        await arrive(page, step);
        pages += 1;
        found += (await violations(page)).length;
      }
    };
    await look(outside);
    await signIn(page, viewer);
    await look(inside);
    await context.close();
  }
  return { pages, found };
}

const house = await House.open();
const browser = await launch();
const viewer = await house.viewer('olena@example.com');
const lowTierRate = await slowdown(browser);
for (const [phone, rate] of [['Lighthouse\'s mobile', 4], ['A low-tier phone', lowTierRate]]) {
  console.log(`${phone}: CPU ${rate} times slower than here\n`);
  console.log('| Page, first visit | First contentful paint | Usable | Transferred | Requests |\n|---|---|---|---|---|');
  for (const [path, who] of [['/sign-in'], ['/sign-up'], ['/'], ['/account', viewer]]) {
    const visits = [];
    for (let round = 0; round < rounds; round += 1) visits.push(await slowVisit(browser, house, path, { viewer: who, rate }));
    const of = (name) => median(visits.map((visit) => visit[name]));
    console.log(`| \`${path}\` | ${Math.round(of('paint'))} ms | ${Math.round(of('usable'))} ms | ${(of('bytes') / 1000).toFixed(1)} kB | ${of('requests')} |`);
  }
  console.log();
}
const axe = await countViolations(browser, house, viewer);
console.log(`axe: ${axe.found} violations on ${axe.pages} pages, dark and light`);
await browser.close();
await house.close();
