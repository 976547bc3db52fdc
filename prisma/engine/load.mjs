import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { createAdapterFactory } from './adapter.mjs';

const bindingsPath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');

export function engineVersion() {
  return JSON.parse(readFileSync(bindingsPath.replace(/[^/\\]+$/, 'package.json'), 'utf8')).version;
}

/** Where the engine leaves the message of a crash; without it a crash ends this process and the Prisma CLI takes that for success. */
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  message: undefined,
  set_message(message) {
    this.message = message;
  },
};

/** Prisma's schema engine on the database at `url`; `datamodels` are the paths of the schema files. */
export async function loadEngine({ url, datamodels }) {
  const wasm = await WebAssembly.instantiate(readFileSync(bindingsPath.replace(/\.js$/, '.wasm')), { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(wasm.instance.exports);
  wasm.instance.exports.__wbindgen_start();

  const schemas = datamodels?.map((path) => [path, readFileSync(path, 'utf8')]);
  const ignoreLog = () => {};
  const factory = bindMigrationAwareSqlAdapterFactory(await createAdapterFactory(url));
  return bindings.SchemaEngine.new({ datamodels: schemas }, ignoreLog, factory);
}
