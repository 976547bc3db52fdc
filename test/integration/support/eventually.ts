const SETTLE_MS = 20_000;

/** Repeats a check until it passes; after a while its last failure is thrown. */
export async function eventually(check: () => Promise<void>, withinMs = SETTLE_MS): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
