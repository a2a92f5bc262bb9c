// A profile as its form holds it: no nulls, and only what differs is sent.

import type { ProfileChange, ProfileResponse } from '../../generated/api';

const names = ['first_name', 'last_name', 'gender', 'date_of_birth', 'avatar', 'info'] as const;
export type Draft = Record<(typeof names)[number], string>;

export const draftOf = (profile: ProfileResponse) =>
  Object.fromEntries(names.map((name) => [name, profile[name] ?? ''])) as Draft;

export function changesOf(draft: Draft, profile: ProfileResponse): ProfileChange {
  const different = names.filter((name) => draft[name].trim() !== (profile[name] ?? ''));
  return Object.fromEntries(different.map((name) => [name, draft[name].trim() || null]));
}
