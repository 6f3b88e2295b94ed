import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { declaredSettings, parameterOf } from '../../account/declared-settings.ts';
import { ParamRefused } from '../../account/given-settings.ts';
import { paramsOf, planDeployment } from '../../cli/deploy/plan.ts';
import { changesOf, tableOf } from '../../cli/deploy/report.ts';
import { PROJECT } from '../../computer/project.ts';

/** Defaults of this version. */
const defaults = new Map([
  ['models', 'small'],
  ['maxAttempts', '4'],
  ['allowedOrigins', ''],
]);
const plan = (given: string[], parameters: Record<string, string> = {}) =>
  planDeployment(given, { defaults, stack: { parameters } });
const sent = (given: string[], parameters?: Record<string, string>) =>
  paramsOf(plan(given, parameters));

/** As deployed with a version whose default of maxAttempts was 3. */
const deployed = {
  ...{ Models: 'small,large', MaxAttempts: '3', AllowedOrigins: '' },
  SetByHand: 'models',
};

describe('a deployment', () => {
  test('on an empty account takes what is given, and notes its names', () => {
    expect(sent([])).toEqual(['setByHand=none']);
    expect(sent(['maxAttempts=2', 'models=a=b,c', 'maxAttempts=3'])).toEqual([
      ...['models=a=b,c', 'maxAttempts=3', 'setByHand=models,maxAttempts'],
    ]);
  });

  test('repeats what was given before, and takes the new default of everything else', () => {
    expect(sent([], deployed)).toEqual(['models=small,large', 'setByHand=models']);
    expect(changesOf(plan([], deployed))).toBe(
      [
        'Settings that change:',
        '  maxAttempts  3 → 4  the default',
        'Settings that stay as they were set:',
        '  models  small,large  default: small',
      ].join('\n'),
    );
  });

  test('keeps a value that a later default happens to equal', () => {
    const before = { ...deployed, MaxAttempts: '4', SetByHand: 'maxAttempts' };
    expect(sent([], before)).toEqual(['maxAttempts=4', 'setByHand=maxAttempts']);
  });

  test('sets back what is given without a value', () => {
    expect(sent(['models='], deployed)).toEqual(['setByHand=none']);
    expect(changesOf(plan(['models='], deployed))).toContain('models       small,large → small');
  });

  test('over a stack that does not say what was set by hand keeps what differs', () => {
    const { Models, MaxAttempts, AllowedOrigins } = deployed;
    expect(sent([], { Models, MaxAttempts, AllowedOrigins })).toEqual([
      ...['models=small,large', 'maxAttempts=3', 'setByHand=models,maxAttempts'],
    ]);
  });

  test('drops a setting that this version has not, and says so', () => {
    const before = { ...deployed, MaxAttempts: '4', Colour: 'red', SetByHand: 'colour' };
    expect(sent([], { ...before, Models: 'small' })).toEqual(['setByHand=none']);
    expect(changesOf(plan([], { ...before, Models: 'small' }))).toBe(
      'The setting colour (red) is gone: this version has no such setting.',
    );
  });

  test('refuses a setting that does not exist, or has no value', () => {
    expect(() => plan(['model=x'])).toThrow(ParamRefused);
    expect(() => plan(['model=x'])).toThrow('no such setting. There are: models, maxAttempts');
    expect(() => plan(['models'])).toThrow('write it as KEY=VALUE');
    expect(() => plan(['setByHand=models'])).toThrow(ParamRefused);
  });

  test('refuses a time zone that does not exist', () => {
    const zoned = (zone: string) => () =>
      planDeployment([`timeZone=${zone}`], {
        ...{ defaults: new Map([['timeZone', 'Etc/UTC']]), stack: { parameters: {} } },
      });
    expect(zoned('Europe/Stokholm')).toThrow('no such time zone');
    expect(zoned('Europe/Stockholm')).not.toThrow();
    expect(zoned('')).not.toThrow();
  });
});

test('settings are shown with their defaults', () => {
  expect(tableOf(plan([], deployed)).split('\n')).toEqual([
    'setting         value        default',
    'models          small,large  small    set by hand',
    'maxAttempts     3            4',
    'allowedOrigins  (empty)      (empty)',
  ]);
});

test('every setting of serverless.yml is a parameter of the stack, with the same default', () => {
  const text = readFileSync(path.join(PROJECT, 'deploy/parameters.yml'), 'utf8');
  const parameters = [
    ...text.matchAll(/^ {2}(\w+):\s[^:]*: \w+,\s+Default: '\$\{param:(\w+)\}'/gm),
  ];
  const declared = [...declaredSettings().keys(), 'setByHand'];
  expect(parameters.map(([, , name]) => name).sort()).toEqual(declared.sort());
  for (const [, parameter, name = ''] of parameters) expect(parameter).toBe(parameterOf(name));
});
