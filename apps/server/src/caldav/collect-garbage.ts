const COLLECT_EVERY_BYTES = 4 * 1024 * 1024;
let streamed = 0;

/**
 * Bounds the memory of streamed bodies; told of every chunk. A chunk is garbage as soon as it is written, but it lies outside the heap,
 * where V8 hardly counts it, and hundreds of MB can wait for a collection. A minor collection of the young generation takes less than a
 * millisecond. It is there with `--expose-gc` (serve.sh); without, bodies cost more memory and nothing else.
 */
export function countGarbage(bytes: number): void {
  streamed += bytes;
  if (streamed < COLLECT_EVERY_BYTES) return;
  streamed = 0;
  globalThis.gc?.({ type: 'minor' });
}
