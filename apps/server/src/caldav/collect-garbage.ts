import type { Readable } from 'node:stream';

const COLLECT_EVERY_BYTES = 4 * 1024 * 1024;
let streamed = 0;

/**
 * Bounds the memory of streamed bodies. Every chunk is garbage as soon as it is written, but it lies outside the heap, where V8 hardly
 * counts it, and hundreds of MB can wait for a collection. A minor collection of the young generation takes less than a millisecond. It
 * is there with `--expose-gc` (serve.sh); without, bodies cost more memory and nothing else.
 */
export function collectGarbageOf(body: Readable): void {
  body.on('data', (chunk: Buffer) => {
    streamed += chunk.length;
    if (streamed < COLLECT_EVERY_BYTES) return;
    streamed = 0;
    globalThis.gc?.({ type: 'minor' });
  });
}
