import { rmSync } from 'node:fs';

export default async function tearDown(): Promise<void> {
  for (const constellation of [globalThis.calendarsSecurityConstellation, globalThis.calendarsTestConstellation]) {
    await constellation?.stop();
    if (constellation) rmSync(constellation.data.path, { recursive: true, force: true });
  }
}
