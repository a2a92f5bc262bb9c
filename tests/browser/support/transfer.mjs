// What travels for one page, as the browser's own protocol counts it.

/** Loads a page and counts bodies as they came, compressed; what came from the cache is not `fetched`. */
export async function firstPage(page, url, isReady) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const requests = new Map();
  const failed = [];
  client.on('Network.requestWillBeSent', ({ requestId, request }) => requests.set(requestId, { url: request.url, bytes: 0, cached: false }));
  client.on('Network.requestServedFromCache', ({ requestId }) => (requests.get(requestId).cached = true));
  client.on('Network.responseReceived', ({ requestId, response }) => {
    const one = requests.get(requestId);
    one.cached ||= response.fromDiskCache;
    if (response.status >= 400) failed.push(`${response.status} ${response.url}`);
  });
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (requests.get(requestId).bytes = encodedDataLength));
  await page.goto(url);
  await isReady();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState('networkidle');
  await client.detach();
  const fetched = [...requests.values()].filter((one) => !one.cached && one.url.startsWith('http'));
  return {
    bytes: fetched.reduce((sum, one) => sum + one.bytes, 0),
    fetched: fetched.map((one) => one.url),
    hosts: [...new Set(fetched.map((one) => new URL(one.url).host))],
    failed,
  };
}
