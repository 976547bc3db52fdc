import { Readable } from 'node:stream';
import type { Request } from 'express';
import { DavError } from '../../errors/dav-error.ts';

/** The whole body of a request. Throws 413 when it is larger than `most` bytes; the rest is not waited for. */
export function readRequestBody(req: Request, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else reject(tooLarge());
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', reject);
    req.on('close', () => reject(new DavError(400, 'The body ended too early')));
  });
}

const tooLarge = () => new DavError(413, 'The body is too large', undefined, { headers: { Connection: 'close' } });

/** Makes the request carry these bytes, after its own were read. */
export function replaceRequestBody(req: Request, bytes: Buffer): void {
  delete req.headers['transfer-encoding'];
  req.headers['content-length'] = String(bytes.length);
  const source = Readable.from([bytes], { objectMode: false });
  req.pipe = source.pipe.bind(source);
}
