import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DockerComposeEnvironment, type StartedDockerComposeEnvironment } from 'testcontainers';
import { freePort } from '../dev-env/ports.ts';
import { providerSettings } from './provider-settings.ts';
import { resolveLocally } from './resolve-locally.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = ['docker-compose.yml', 'test/compose/docker-compose.test.yml'];
const PROVIDER_HOST = 'identity-provider.test';
const TRIAL_PROVIDER = 'http://trial-provider.test:8080';

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** docker-compose.yml as an administrator starts it, under a name, ports and secrets of its own, and an identity provider beside it. */
export class Stack {
  readonly project = `calendars-test-${randomBytes(4).toString('hex')}`;
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'calendars-compose-'));
  readonly trialProvider = TRIAL_PROVIDER;
  readonly url: string;
  readonly #environment: Readonly<Record<string, string>>;
  #started: StartedDockerComposeEnvironment | undefined;

  private constructor(port: number, providerPort: number) {
    this.url = `http://localhost:${port}`;
    const issuer = `http://${PROVIDER_HOST}:${providerPort}`;
    const clientSecret = randomBytes(24).toString('hex');
    const settings = (file: string, isTrial: boolean, at: { issuer: string; port: number }) =>
      this.#write(file, JSON.stringify(providerSettings({ ...at, publicUrl: this.url, clientSecret, isTrial })));
    this.#environment = {
      CALENDARS_VERSION: 'test',
      PUBLIC_URL: this.url,
      PORT: String(port),
      PUBLISH_ADDRESS: '127.0.0.1',
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'calendars',
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_ALLOW_HTTP: 'true',
      TEST_PROVIDER_PORT: String(providerPort),
      TEST_PROVIDER_SETTINGS: settings('provider.json', false, { issuer, port: providerPort }),
      TEST_TRIAL_PROVIDER_SETTINGS: settings('trial-provider.json', true, { issuer: TRIAL_PROVIDER, port: 8080 }),
    };
    // so that the .env of this checkout counts for nothing
    this.#write(
      'env',
      Object.entries(this.#environment)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    resolveLocally(PROVIDER_HOST);
  }

  static async create(): Promise<Stack> {
    return new Stack(await freePort(), await freePort());
  }

  /** Builds the images and waits until every service is healthy. */
  async up(): Promise<void> {
    this.#started = await new DockerComposeEnvironment(root, files)
      .withProjectName(this.project)
      .withEnvironmentFile(path.join(this.#directory, 'env'))
      .withEnvironment(this.#environment)
      .withClientOptions({ commandOptions: ['--wait', '--wait-timeout', '240'] })
      .withStartupTimeout(240_000)
      .withBuild()
      .up();
  }

  /** Removes containers, networks, volumes and what the test has written. */
  async remove(): Promise<void> {
    await this.#started?.down({ removeVolumes: true });
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** `docker compose …` on this project; the exit code is the caller's to judge. */
  async compose(...args: string[]): Promise<Outcome> {
    const options = [
      'compose',
      '-p',
      this.project,
      '--env-file',
      path.join(this.#directory, 'env'),
      ...files.flatMap((file) => ['-f', file]),
    ];
    return run('docker', [...options, ...args], { cwd: root, env: { ...process.env, ...this.#environment } });
  }

  /** Like `compose`, of which the output is wanted. */
  async output(...args: string[]): Promise<string> {
    const { code, output } = await this.compose(...args);
    if (code !== 0) throw new Error(`docker compose ${args.join(' ')}: exit code ${code}\n${output}`);
    return output.trim();
  }

  async inspect(service: string): Promise<string> {
    const id = await this.output('ps', '-q', service);
    return (await run('docker', ['inspect', id])).output;
  }

  #write(name: string, text: string): string {
    const file = path.join(this.#directory, name);
    writeFileSync(file, text);
    return file;
  }
}

async function run(program: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Outcome> {
  try {
    return { code: 0, output: (await promisify(execFile)(program, args, { ...options, maxBuffer: 50_000_000 })).stdout };
  } catch (error) {
    const { code = 1, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code, output: stdout + stderr };
  }
}
