import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';

/** As root Chromium starts only without its sandbox; the rest keeps it from talking to anybody but the pages under test. */
const ARGUMENTS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ...[
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
];

/** Debian's Chromium, without a screen. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(PROGRAM))
    throw new Error(
      `There is no ${PROGRAM}. Install it with:\n  sudo apt-get update && sudo apt-get install --no-install-recommends chromium`,
    );
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
}
