import type { Request } from 'express';
import { bodyOf } from './read-body.ts';

/** The whole body, also of a request that would be streamed. `readBody` watches over its size and over its coming. */
export async function readWholeBody(req: Request): Promise<Buffer> {
  const body = bodyOf(req);
  if (body.kind === 'none') return Buffer.alloc(0);
  if (body.kind === 'whole') return body.bytes;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.onTrouble = reject;
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('close', () => reject(new Error('the client has gone')));
    req.resume();
  });
}
