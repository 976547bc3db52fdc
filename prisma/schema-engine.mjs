#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine where that cannot be downloaded (docs/decisions/0011): speaks the same JSON-RPC, one
 * message a line, on stdin and stdout, and hands each call to Prisma's own engine compiled to WebAssembly. prisma.config.ts selects it.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { runCommand } from './engine/commands.mjs';
import { engineVersion, loadEngine } from './engine/load.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datasource: { type: 'string' },
    datamodels: { type: 'string', multiple: true },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
    version: { type: 'boolean', short: 'V' },
  },
});

/** Methods that the two builds of the engine name differently. */
const renamed = { getDatabaseVersion: 'version' };

if (values.version) {
  console.log(`schema-engine-cli (wasm) ${engineVersion()}`);
} else {
  const datasource = JSON.parse(values.datasource ?? '{}');
  if (datasource.shadowDatabaseUrl) throw new Error('A shadow database of one’s own is not supported: each command makes a new one.');
  if (positionals[0] === 'cli') process.exitCode = await runCommand(positionals[1], datasource.url);
  else await serve(() => loadEngine({ url: datasource.url, datamodels: values.datamodels }));
}

async function serve(load) {
  let engine;
  let current;
  // A crash inside the engine reaches neither the promise below nor the client, which takes silence for success.
  process.once('uncaughtException', (error) => {
    process.exitCode = 1;
    send({ id: current, error: describe(error) }, () => process.exit());
  });
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { id, method, params } = JSON.parse(line);
    // The client's acknowledgement of a print request has no method.
    if (!method) continue;
    current = id;
    try {
      engine ??= await load();
      const result = await engine[renamed[method] ?? method](params);
      // The native engine asks the client to print a diff, the WebAssembly build returns it.
      if (method === 'diff' && result?.stdout) send({ id: `${id}-print`, method: 'print', params: { content: result.stdout } });
      send({ id, result: result ?? null });
    } catch (error) {
      send({ id, error: describe(error) });
    }
  }
  // The database connection would keep the process alive after the client has gone.
  process.exit();
}

function send(message, sent) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`, sent);
}

/** The client tells a refusal from a crash by `is_panic`; 4466 is the code the native engine gives both. */
function describe(error) {
  const isPanic = error instanceof WebAssembly.RuntimeError;
  const message = (isPanic && globalThis.PRISMA_WASM_PANIC_REGISTRY.message) || error.message;
  return { code: 4466, message, data: { is_panic: isPanic, message, error_code: error.code, meta: null } };
}
