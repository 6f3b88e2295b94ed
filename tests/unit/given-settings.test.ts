import { expect, test } from 'vitest';
import { ParamRefused, stackParametersOf } from '../../account/given-settings.ts';

test('settings of an embedded cloud are parameters of its stack', () => {
  expect(stackParametersOf(['batchWaitMinutes=1', 'warmHours=Mon-Fri 08:00-17:00'])).toEqual({
    BatchWaitMinutes: '1',
    WarmHours: 'Mon-Fri 08:00-17:00',
  });
  expect(stackParametersOf([])).toEqual({});
});

test('the origin of the page is an origin, or none', () => {
  const origins = ['https://text.example', 'http://127.0.0.1:8000', ''];
  expect(origins.map((one) => stackParametersOf([`pageOrigin=${one}`]))).toEqual(
    origins.map((PageOrigin) => ({ PageOrigin })),
  );
});

test.each([
  ['batchWait=1', /no such setting\. There are: .*batchWaitMinutes/],
  ['batchWaitMinutes', /write it as KEY=VALUE/],
  ['timeZone=Europe/Stokholm', /no such time zone/],
  ['pageOrigin=https://text.example/', /give an origin/],
  ['pageOrigin=text.example', /give an origin/],
])('%s is refused', (given, why) => {
  expect(() => stackParametersOf([given])).toThrow(ParamRefused);
  expect(() => stackParametersOf([given])).toThrow(why);
});
