/** Settings that a command is given with `--param KEY=VALUE`. */
import { declaredSettings, parameterOf } from './declared-settings.ts';

/** A --param that cannot be meant; the message says why. */
export class ParamRefused extends Error {
  override readonly name = 'ParamRefused';
}

/**
 * @param given KEY=VALUE; KEY= has an empty value
 * @param defaults of all settings, by name
 * @throws ParamRefused
 */
export function readParams(
  given: readonly string[],
  defaults: ReadonlyMap<string, string>,
): Map<string, string> {
  const params = new Map<string, string>();
  for (const param of given) {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(param) ?? [];
    if (name === '') throw new ParamRefused(`--param ${param}: write it as KEY=VALUE.`);
    if (!defaults.has(name)) {
      const names = [...defaults.keys()].join(', ');
      throw new ParamRefused(`--param ${param}: there is no such setting. There are: ${names}.`);
    }
    if (name === 'timeZone') assertZone(param, value.trimEnd());
    if (name === 'pageOrigin') assertOrigin(param, value.trimEnd());
    params.set(name, value.trimEnd());
  }
  return params;
}

/** CloudFormation knows no zones, and a function would meet a misspelt one every minute. */
function assertZone(param: string, zone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone || 'Etc/UTC' });
  } catch (cause) {
    throw new ParamRefused(
      `--param ${param}: there is no such time zone. Give its IANA name, such as Europe/Stockholm.`,
      { cause },
    );
  }
}

/** A browser compares it letter by letter. Empty: the API's own endpoint. */
function assertOrigin(param: string, origin: string): void {
  if (origin === '' || (URL.canParse(origin) && new URL(origin).origin === origin)) return;
  throw new ParamRefused(
    `--param ${param}: give an origin, without a path or a slash at its end: https://text.example.`,
  );
}

/**
 * The stack's parameters for settings given to an embedded cloud.
 * @throws ParamRefused
 */
export function stackParametersOf(given: readonly string[]): Record<string, string> {
  const params = readParams(given, declaredSettings());
  return Object.fromEntries([...params].map(([name, value]) => [parameterOf(name), value]));
}
