import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { composeVariables } from './compose-variables.ts';
import { variables, type Variable } from './env.ts';

const compose = readFileSync(new URL('../../../../docker-compose.yml', import.meta.url), 'utf8');
const server = compose.slice(compose.indexOf('\n  server:\n'), compose.indexOf('\nnetworks:\n'));
const setHere = new Map([...server.matchAll(/^ {6}([A-Z_]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]));

test('docker-compose.yml hands on every variable of the server, or sets it', () => {
  const table: Readonly<Record<string, Variable>> = variables;
  // what the container listens on is not for .env: PORT there is the published port
  const left = Object.keys(table).filter((name) => name !== 'HOST' && !setHere.has(name) && !setHere.has(`${name}_FILE`));
  expect(left).toEqual([]);
});

test('it names no variable that the server does not know', () => {
  const unknown = [...setHere.keys()].filter((name) => !(name in variables) && !(name.replace(/_FILE$/, '') in variables));
  expect(unknown).toEqual([]);
});

test('secrets come in by file, and defaults stand in one place only', () => {
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    if (variable.secret) expect(setHere.get(`${name}_FILE`)).toMatch(/^\/run\/secrets\//);
    else if (setHere.get(name)?.startsWith('${'))
      expect(setHere.get(name)).toMatch(variable.required ? /^\$\{[A-Z_]+:\?.+\}$/ : /^\$\{[A-Z_]+:-\}$/);
  }
});

test('.env.example knows every variable that docker-compose.yml reads, with its default', () => {
  const ofStack = [...compose.matchAll(/\$\{([A-Z_]+):-([^}]+)\}/g)].map(([, name = '', fallback = '']) => [name, fallback]);
  expect(Object.fromEntries(ofStack)).toEqual(
    Object.fromEntries(Object.entries(composeVariables).map(([name, each]) => [name, each.default])),
  );
  const names = [...compose.matchAll(/\$\{([A-Z_]+)[:}]/g)].map(([, name = '']) => name);
  expect(names.filter((name) => !(name in composeVariables) && !(name in variables))).toEqual([]);
});
