// "Firefox on Linux" out of a user agent, as the mails say it (src/mails/device_label.cpp).

// In the order of their strength: browsers name each other to be let in.
const browsers: [string, string][] = [
  ['Edg', 'Edge'], ['OPR/', 'Opera'], ['SamsungBrowser', 'Samsung Internet'], ['Firefox/', 'Firefox'], ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari'],
];
const systems: [string, string][] = [
  ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['Windows', 'Windows'], ['CrOS', 'ChromeOS'],
  ['Web0S', 'webOS'], ['Tizen', 'Tizen'], ['Mac OS X', 'macOS'], ['Linux', 'Linux'],
];

const meaning = (agent: string, signs: [string, string][]) => signs.find(([sign]) => agent.includes(sign))?.[1];

export function labelOf(agent: string): string {
  const browser = meaning(agent, browsers);
  const system = meaning(agent, systems);
  return browser && system ? `${browser} · ${system}` : agent.slice(0, 60);
}

/** By the name the device was given, and its user agent. */
export function kindOf(words: string): 'tv' | 'phone' | 'computer' {
  if (/TV|Web0S|webOS|Tizen|BRAVIA|AFT/.test(words)) return 'tv';
  return /Mobile|phone|iPad|Android/i.test(words) ? 'phone' : 'computer';
}
