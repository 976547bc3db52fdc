import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Load {
  readonly kind: 'repeat';
  readonly port: number;
  /** As bytes on the wire, in turn for each connection. */
  readonly requests: readonly string[];
  readonly connections: number;
  readonly durationMs: number;
  readonly expected: readonly number[];
}

export type Job =
  | Load
  | { readonly kind: 'large'; readonly port: number; readonly head: string; readonly count: number; readonly upload: boolean }
  | { readonly kind: 'idle'; readonly port: number; readonly request: string; readonly count: number }
  | { readonly kind: 'close-idle' };

export interface JobResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Gives a job to the load generator. Throws when an answer is not the expected one: the figures would mean nothing. */
export type RunJob = (job: Job) => Promise<JobResult>;

const scripts = {
  generator: fileURLToPath(new URL('load-generator.ts', import.meta.url)),
  upstream: fileURLToPath(new URL('stub-upstream.ts', import.meta.url)),
};

export interface LoadGenerator {
  readonly run: RunJob;
  stop(): Promise<void>;
}

export function startLoadGenerator(): LoadGenerator {
  const child = fork(scripts.generator);
  const run: RunJob = async (job) => {
    child.send(job);
    const [answer] = (await once(child, 'message')) as [{ result?: JobResult; error?: string }];
    if (!answer.result) throw new Error(`The load generator could not measure: ${answer.error ?? 'it has ended'}`);
    return answer.result;
  };
  return { run, stop: () => end(child) };
}

export async function startStubUpstream(): Promise<{ port: number; stop(): Promise<void> }> {
  const child = fork(scripts.upstream);
  const [address] = (await once(child, 'message')) as [{ port: number }];
  return { port: address.port, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (!child.connected) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}
