// How hard a password is to guess, roughly, from 0 to 4. It only guides: the server judges by lists we do not ship.

const common = [
  'password', 'passwort', 'qwerty', 'qwertz', 'azerty', 'asdf', 'zxcv', 'letmein', 'welcome', 'iloveyou', 'dragon',
  'monkey', 'football', 'baseball', 'superman', 'princess', 'sunshine', 'master', 'shadow', 'login', 'admin', 'hello',
  'secret', 'summer', 'winter', 'spring', 'autumn', 'cinema', 'movie', 'test', 'access', 'batman', 'starwars', 'contrase',
];

const plain: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };
const undisguised = (text: string) => text.toLowerCase().replace(/[013457@$!]/g, (sign) => plain[sign]!);

function neighbours(first: string, second: string): boolean {
  return Math.abs(first.charCodeAt(0) - second.charCodeAt(0)) <= 1;
}

/** Characters that say something new: one more of a run such as "aaa" or "1234" says nothing. */
function surprising(password: string): string[] {
  const letters = [...password];
  return letters.filter((letter, index) => index === 0 || !neighbours(letters[index - 1]!, letter));
}

function bitsPerCharacter(password: string): number {
  let size = 0;
  if (/[a-z]/.test(password)) size += 26;
  if (/[A-Z]/.test(password)) size += 26;
  if (/[0-9]/.test(password)) size += 10;
  if (/[^a-zA-Z0-9]/.test(password)) size += 30;
  return Math.log2(Math.max(size, 2));
}

/** `known` are words others know of the viewer: the parts of the address, the service's name. */
export function strength(password: string, known: string[]): number {
  const words = [...common, ...known.filter((word) => word.length >= 4).map(undisguised)];
  const bare = undisguised(password);
  let counted = surprising(password).length;
  for (const word of words) if (bare.includes(word)) counted -= word.length - 1;
  const bits = Math.max(0, counted) * bitsPerCharacter(password) * 0.75;
  return [30, 42, 54, 68].filter((least) => bits >= least).length;
}
