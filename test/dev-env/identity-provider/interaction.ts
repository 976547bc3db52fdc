import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { loginPage } from './pages.ts';
import type { Account } from './settings.ts';

const LARGEST_FORM = 10_000;

/** The login page: GET shows it, POST checks the password and leads back to the provider. */
export async function handleInteraction(
  provider: Provider,
  accounts: readonly Account[],
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(req, res);
  if (req.method !== 'POST') {
    showLogin(res, req.url ?? '');
    return;
  }
  const form = new URLSearchParams(await readForm(req));
  const name = form.get('login') ?? '';
  const account = checkPassword(accounts, name, form.get('password') ?? '');
  if (!account) {
    showLogin(res, req.url ?? '', name);
    return;
  }
  await provider.interactionFinished(
    req,
    res,
    { login: { accountId: account.username, remember: true } },
    { mergeWithLastSubmission: false },
  );
}

function showLogin(res: ServerResponse, action: string, failedName?: string): void {
  res.writeHead(failedName === undefined ? 200 : 401, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  res.end(loginPage(action, failedName));
}

function checkPassword(accounts: readonly Account[], name: string, password: string): Account | undefined {
  const wanted = name.trim().toLowerCase();
  const account = accounts.find(({ username, claims }) => username === wanted || claims['email'] === wanted);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(password), digest(account?.password ?? '')) ? account : undefined;
}

async function readForm(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) {
    text += String(chunk);
    if (text.length > LARGEST_FORM) throw new Error('the form is too large');
  }
  return text;
}
