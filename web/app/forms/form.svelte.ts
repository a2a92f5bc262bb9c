// The state of one form: whether it is on its way, what went wrong, and at which field.

import { tick } from 'svelte';
import type { Problem } from '../api/problem';
import { ours } from '../api/problem';
import type { Outcome } from '../api/send';

export class Form {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** By field: the type of its error. */
  errors = $state.raw<Record<string, string>>({});

  /** `at` names the field that an error of the whole request belongs to: {wrong_password: 'password'}. */
  constructor(private readonly at: Record<string, string> = {}) {}

  /** A second press while the first is on its way does nothing. */
  async submit<Answer>(event: SubmitEvent, action: () => Promise<Outcome<Answer>>): Promise<Answer | undefined> {
    event.preventDefault();
    if (this.busy) return undefined;
    const element = event.currentTarget as HTMLFormElement;
    this.clear();
    const empty = emptyFields(element);
    if (empty.length > 0) {
      await this.show({ ...ours('validation_error'), fields: empty }, element);
      return undefined;
    }
    this.busy = true;
    const outcome = await action();
    this.busy = false;
    if (outcome.ok) return outcome.answer;
    await this.show(outcome.problem, element);
    return undefined;
  }

  /** The field is being corrected. */
  forgive(field: string): void {
    if (!(field in this.errors)) return;
    const { [field]: _, ...others } = this.errors;
    this.errors = others;
  }

  clear(): void {
    this.problem = null;
    this.errors = {};
  }

  private async show(problem: Problem, element: HTMLFormElement): Promise<void> {
    const named = this.at[problem.code];
    const fields = named ? [{ field: named, type: problem.code }] : problem.fields;
    const shown = fields.filter(({ field }) => element.elements.namedItem(field));
    this.errors = Object.fromEntries(shown.map(({ field, type }) => [field, type]));
    this.problem = shown.length > 0 || problem.code === 'cancelled' ? null : problem;
    await tick();
    element.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

function emptyFields(form: HTMLFormElement) {
  const inputs = [...form.elements].filter((one): one is HTMLInputElement => one instanceof HTMLInputElement);
  return inputs.filter((one) => one.required && one.value.trim() === '').map((one) => ({ field: one.name, type: 'missing' }));
}
