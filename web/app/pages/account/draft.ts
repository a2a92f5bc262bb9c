// A profile as its form holds it: no nulls, and only what was edited is sent.

import type { ProfileChange, ProfileResponse } from '../../generated/api';

const names = ['first_name', 'last_name', 'gender', 'date_of_birth', 'avatar', 'info'] as const;
export type Draft = Record<(typeof names)[number], string>;

export const draftOf = (profile: ProfileResponse) =>
  Object.fromEntries(names.map((name) => [name, profile[name] ?? ''])) as Draft;

/** What was edited stays, and what was not follows the profile. */
export const follow = (draft: Draft, base: Draft, fresh: Draft) =>
  Object.fromEntries(names.map((name) => [name, draft[name] === base[name] ? fresh[name] : draft[name]])) as Draft;

/** `base` is what the draft began as. */
export function changesOf(draft: Draft, base: Draft): ProfileChange {
  const different = names.filter((name) => draft[name].trim() !== base[name].trim());
  return Object.fromEntries(different.map((name) => [name, draft[name].trim() || null]));
}
