import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Request, RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';

/** The body of a request: small ones are read whole, which lets them be checked, repeated and sent in one piece; others are streamed. */
export type DavBody = { readonly kind: 'none' } | { readonly kind: 'whole'; readonly bytes: Buffer } | StreamedBody;

export interface StreamedBody {
  readonly kind: 'stream';
  /** It has been put back and will be read again; empty when nobody had to look at it. */
  readonly begin: Buffer;
  readonly length: number | undefined;
  /** Where it is read from when that is no longer the request. */
  readonly source?: Readable;
  /** Called when it becomes too large or stops coming. */
  onTrouble?: (error: DavError) => void;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which Express is extended
  namespace Express {
    interface Request {
      davBody?: DavBody;
    }
  }
}

export interface BodyLimits {
  /** Bytes of a calendar object, and of XML. */
  readonly objectBytes: number;
  readonly xmlBytes: number;
  /** A client that sends nothing for so long is gone. */
  readonly idleMs: number;
}

const SMALL = 64 * 1024;

/** Reads small bodies, and the beginning of large ones that are looked into. 413 for what is too large, 408 for what stops coming. */
export function readBody(limits: BodyLimits): RequestHandler {
  return async (req, _res, next) => {
    const limit = isXmlMethod(req) ? limits.xmlBytes : limits.objectBytes;
    const length = req.headers['content-length'] === undefined ? undefined : Number(req.headers['content-length']);
    if (length !== undefined && length > limit) throw tooLarge(limit);
    const hasBody = req.headers['transfer-encoding'] !== undefined || (length ?? 0) > 0;
    const isLarge = length !== undefined && length > SMALL && !isXmlMethod(req);
    if (!hasBody) req.davBody = { kind: 'none' };
    else if (isLarge) req.davBody = { kind: 'stream', begin: Buffer.alloc(0), length };
    else req.davBody = await readBeginning(req, length, limits.idleMs);
    if (req.davBody.kind === 'stream') watch(req, req.davBody, limit, limits.idleMs);
    next();
  };
}

/** The body as `readBody` has found it. */
export function bodyOf(req: Request): DavBody {
  if (!req.davBody) throw new DavError(500, 'A request whose body was not read reached the proxy');
  return req.davBody;
}

/** The whole body, for what must look into it; it is not streamed then. The limits of `readBody` hold. */
export async function readWhole(req: Request): Promise<Buffer> {
  const body = bodyOf(req);
  if (body.kind === 'none') return Buffer.alloc(0);
  if (body.kind === 'whole') return body.bytes;
  const trouble = new Promise<never>((_resolve, reject) => {
    body.onTrouble = reject;
  });
  const bytes = await Promise.race([buffer(req), trouble]);
  req.davBody = { kind: 'whole', bytes };
  return bytes;
}

/** All that say in XML what is wanted. */
const xmlMethods: ReadonlySet<string> = new Set(['PROPFIND', 'PROPPATCH', 'REPORT', 'MKCALENDAR', 'MKCOL', 'ACL', 'LOCK']);
export const isXmlMethod = ({ method }: Request): boolean => xmlMethods.has(method);

const closing = { headers: { Connection: 'close' } };
const tooLarge = (limit: number) => new DavError(413, `The body is larger than ${Math.floor(limit / 1_048_576)} MB`, undefined, closing);
const notComing = () => new DavError(408, 'The body did not arrive in time', undefined, closing);

/** The whole body if it is small; else what has come, which is put back for the one who streams it. */
function readBeginning(req: Request, length: number | undefined, idleMs: number): Promise<DavBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stopWaiting = onSilence(req, idleMs, () => settle(() => reject(notComing())));
    const settle = (then: () => void) => {
      stopWaiting();
      req.off('data', take).off('end', end).off('close', cut).off('error', cut);
      then();
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= SMALL) return;
      req.pause();
      const begin = Buffer.concat(chunks);
      settle(() => resolve({ kind: 'stream', begin, length }));
      req.unshift(begin);
    };
    const end = () => settle(() => resolve({ kind: 'whole', bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) }));
    const cut = () => settle(() => reject(new DavError(400, 'The body ended too early', undefined, closing)));
    req.on('data', take).on('end', end).on('close', cut).on('error', cut);
  });
}

/** While a body is streamed. Back-pressure of the upstream counts as silence too: nobody gets ahead then. */
function watch(req: Request, body: StreamedBody, limit: number, idleMs: number): void {
  const stopWaiting = onSilence(req, idleMs, () => body.onTrouble?.(notComing()));
  req.once('end', stopWaiting).once('close', stopWaiting);
  if (body.length !== undefined) return;
  let size = 0;
  const count = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) body.onTrouble?.(tooLarge(limit));
  };
  // listening makes it flow; it must not before somebody takes what comes
  req.on('data', count).pause();
}

/** Calls back when nothing has come over the connection for a while. Returns how to stop that, once or more often. */
function onSilence(req: Request, idleMs: number, then: () => void): () => void {
  // a request that has ended does not know its connection any more
  const { socket } = req;
  // on the request: Node destroys the connection, and with it the answer, when only the connection is listened to
  req.on('timeout', then);
  socket.setTimeout(idleMs);
  return () => {
    socket.setTimeout(0);
    req.off('timeout', then);
  };
}
