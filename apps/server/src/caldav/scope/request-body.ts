import { Readable } from 'node:stream';
import type { Request } from 'express';
import { DavError } from '../../errors/dav-error.ts';

/** The whole body of a request. Throws 413 when it is larger than `most` bytes. */
export async function readRequestBody(req: Request, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('the body was decoded by somebody else');
    size += chunk.length;
    if (size > most) throw new DavError(413, 'The body is too large', undefined, { headers: { Connection: 'close' } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Makes the request carry these bytes, after its own were read. */
export function replaceRequestBody(req: Request, bytes: Buffer): void {
  delete req.headers['transfer-encoding'];
  req.headers['content-length'] = String(bytes.length);
  const source = Readable.from([bytes], { objectMode: false });
  req.pipe = source.pipe.bind(source);
}
