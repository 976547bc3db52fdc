/** Repeats `attempt` until it gives true. False when `timeoutMs` have passed, or `giveUp` says that there is no point. */
export async function waitUntil(attempt: () => Promise<boolean>, timeoutMs: number, giveUp: () => boolean = () => false): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && !giveUp()) {
    if (await attempt().catch(() => false)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
