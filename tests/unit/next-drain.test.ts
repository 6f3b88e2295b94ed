import { expect, test } from 'vitest';
import { nextDrainAt } from '../../core/machines/pool/next-drain.ts';

const STOCKHOLM = 'Europe/Stockholm';

test.each([
  ['later today', '18:30', 'Etc/UTC', '2026-11-29T12:00:20Z', '2026-11-29T18:30:00Z'],
  ['tomorrow', '11:59', 'Etc/UTC', '2026-11-29T12:00:20Z', '2026-11-30T11:59:00Z'],
  [
    'tomorrow, if it is that minute',
    '12:00',
    'Etc/UTC',
    '2026-11-29T12:00:20Z',
    '2026-11-30T12:00:00Z',
  ],
  ['midnight of the zone', '00:00', STOCKHOLM, '2026-11-29T22:00:00Z', '2026-11-29T23:00:00Z'],
  [
    'after the clock is put back',
    '03:00',
    STOCKHOLM,
    '2026-10-24T20:00:00Z',
    '2026-10-25T02:00:00Z',
  ],
  ['after it is put forward', '03:00', STOCKHOLM, '2027-03-27T20:00:00Z', '2027-03-28T01:00:00Z'],
  [
    'in half an hour’s zone',
    '06:00',
    'Asia/Kolkata',
    '2026-11-29T00:00:00Z',
    '2026-11-29T00:30:00Z',
  ],
])('%s', (_, schedule, ...[zone, now, next]) => {
  expect(nextDrainAt(schedule, zone, new Date(now))).toEqual(new Date(next));
});

test('there is none without a time', () => {
  expect(nextDrainAt('', STOCKHOLM, new Date())).toBeUndefined();
});
