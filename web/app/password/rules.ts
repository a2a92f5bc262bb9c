// What the server's policy asks of a new password (src/passwords/rules.cpp); the server has the last word.

import { config } from '../config';

export type Rule = 'length' | 'upper' | 'lower' | 'digit' | 'special';

const kinds: Record<Exclude<Rule, 'length'>, RegExp> = {
  upper: /[A-Z]/,
  lower: /[a-z]/,
  digit: /[0-9]/,
  special: /[!-/:-@[-`{-~]/,
};

export const rules: Rule[] =
  config.passwordPolicy === 'nist' ? ['length'] : ['length', 'upper', 'lower', 'digit', 'special'];

export const meets = (rule: Rule, password: string) =>
  rule === 'length' ? [...password].length >= config.passwordMinLength : kinds[rule].test(password);

/** For password managers: https://developer.apple.com/password-rules/ */
export const passwordRules =
  `minlength: ${config.passwordMinLength}; maxlength: 256;` +
  rules.filter((rule) => rule !== 'length').map((rule) => ` required: ${rule};`).join('');
