import { rmSync } from 'node:fs';

export default async function tearDown(): Promise<void> {
  const constellation = globalThis.calendarsTestConstellation;
  await constellation?.stop();
  if (constellation) rmSync(constellation.data.path, { recursive: true, force: true });
}
