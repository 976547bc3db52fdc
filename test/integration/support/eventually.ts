const SETTLE_MS = 20_000;

/** Repeats a check until it passes; after a while its last failure is thrown. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
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
