import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { watchFaults, type Faults } from './faults.ts';

export interface Tab {
  readonly page: Page;
  readonly faults: Faults;
}

const PATIENCE_MS = 15_000;

/**
 * Every test of the file gets a tab in a browser profile of its own, and fails when anything went wrong there that it did not allow.
 * Returns how to get at the tab of the running test.
 */
export function freshTabs(options: BrowserContextOptions = {}): () => Tab {
  let browser: Browser | undefined;
  let tab: Tab | undefined;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    const context = await browser!.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const faults = await watchFaults(context);
    tab = { page: await context.newPage(), faults };
  });
  afterEach(async () => {
    const last = tab;
    tab = undefined;
    await last?.page.context().close();
    expect(last?.faults.list() ?? []).toEqual([]);
  });
  afterAll(() => browser?.close());

  return () => tab!;
}
