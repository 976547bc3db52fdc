import { request } from './people.ts';
import { sayTo, type Answer } from './raw-client.ts';
import { instance } from './instance.ts';
import { signatureOf } from './signature.ts';

interface Request {
  readonly method: string;
  readonly target: string;
  readonly email: string;
  readonly destination?: string;
}

interface Forgery {
  readonly ageSeconds?: number;
  /** What is sent in place of what was signed. */
  readonly sent?: Partial<Request>;
  readonly kind?: string;
  readonly signedKind?: string;
  readonly lines?: readonly string[];
}

/** A request to DAViCal as the proxy makes it, or with something in it that was not signed. */
export function signedRequest(
  signed: Request,
  { ageSeconds = 0, sent = {}, kind = 'v1', signedKind = kind, lines = [] }: Forgery = {},
): string {
  const time = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const { method, target, destination = '' } = signed;
  const signature = signatureOf({ kind: signedKind, time, method, target, user: encodeURIComponent(signed.email), destination });
  const out = { ...signed, ...sent };
  return request(out.method, out.target, [
    ...[`X-Forwarded-User: ${encodeURIComponent(out.email)}`, `X-Forwarded-Timestamp: ${time}`],
    `X-Forwarded-Signature: ${signature.replace(/^[^=]*/, kind)}`,
    ...(out.destination === undefined ? [] : [`Destination: ${out.destination}`]),
    ...['Depth: 0', ...lines],
  ]);
}

/** Past the server. */
export async function toDavical(bytes: string): Promise<Answer> {
  const { hostname, port } = new URL(instance.davicalUrl);
  const { answers } = await sayTo({ host: hostname, port: Number(port) }, bytes);
  const [answer] = answers;
  if (!answer) throw new Error('DAViCal did not answer');
  return answer;
}
