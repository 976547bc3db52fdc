import type { Request } from 'express';

/** The path of a reference that a client sends, when it points to this service; undefined when it points elsewhere. */
export type OwnPath = (reference: string, req: Request) => string | undefined;

/**
 * Own is what `PUBLIC_URL` says, and the origin that this request was sent to. What proxies in front say of it counts only from those
 * that are configured (TRUSTED_PROXIES): `req.protocol` and `req.host` see to X-Forwarded-*, `forwardedOrigin` to RFC 7239.
 */
export function createOwnPath(publicUrl: string): OwnPath {
  return (reference, req) => {
    if (reference.startsWith('/') && !reference.startsWith('//')) return reference;
    const origins = [publicUrl, `${req.protocol}://${req.host}`, forwardedOrigin(req)];
    const own = origins.find((origin) => origin !== undefined && reference.toLowerCase().startsWith(`${origin.toLowerCase()}/`));
    return own === undefined ? undefined : reference.slice(own.length);
  };
}

function forwardedOrigin(req: Request): string | undefined {
  const header = req.headers.forwarded;
  if (header === undefined) return undefined;
  const isTrusted: unknown = req.app.get('trust proxy fn');
  if (typeof isTrusted !== 'function' || Reflect.apply(isTrusted, undefined, [req.socket.remoteAddress, 0]) !== true) return undefined;
  const first = header.split(',', 1)[0] ?? '';
  const [proto, host] = ['proto', 'host'].map((name) => new RegExp(`(?:^|;)\\s*${name}="?([^";\\s]+)"?`, 'i').exec(first)?.[1]);
  return proto && host ? `${proto}://${host}` : undefined;
}
