// Waits for a condition, and says what it waited for when it never came.
export async function until(what, holds, patience = 20_000) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await Promise.resolve(holds()).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it never came true: ${what}`);
}
