// The question for the password before what matters. Whoever needs it waits; the dialog answers.

let answer = $state.raw<((proven: boolean) => void) | null>(null);

export const stepUp = {
  get isOpen() {
    return answer !== null;
  },
  ask: () =>
    new Promise<boolean>((resolve) => {
      answer = resolve;
    }),
  answer(proven: boolean): void {
    answer?.(proven);
    answer = null;
  },
};
