import { type BrowserContext } from 'playwright-core';

/** What went wrong in the pages of a browser profile, one line each. */
export interface Faults {
  /** This one belongs to the behaviour under test. */
  allow(fault: RegExp): void;
  list(): string[];
}

/** Makes the browser's own messages about violations independent of the directive and of Chromium's wording. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  console.error('content security policy: ' + effectiveDirective + ' ' + blockedURI))`;

/** The page asks who is logged in; nobody is an answer. */
const NOBODY_IS_LOGGED_IN = /^401 GET \/api\/v1\.0\/users\/me\/$/;

/** Chromium's console repeats answers, which are told with their method here. */
const REPEATED = /^Failed to load resource: the server responded with a status of/;

/** A page that is left ends its requests. */
const LEFT = 'net::ERR_ABORTED';

/** Collects failed requests, refusals, console errors, uncaught exceptions and violations of the content security policy. */
export async function watchFaults(context: BrowserContext): Promise<Faults> {
  const seen: string[] = [];
  const allowed = [NOBODY_IS_LOGGED_IN];
  context.on('response', (response) => {
    if (response.status() >= 400) seen.push(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== LEFT) seen.push(`${reason} ${request.method()} ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error' && !REPEATED.test(message.text())) seen.push(`console: ${message.text()}`);
  });
  context.on('weberror', (thrown) => seen.push(`uncaught: ${String(thrown.error())}`));
  await context.addInitScript(REPORT_VIOLATIONS);
  return {
    allow: (fault) => void allowed.push(fault),
    list: () => seen.filter((line) => !allowed.some((pattern) => pattern.test(line))),
  };
}
