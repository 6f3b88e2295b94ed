import { expect, test } from 'vitest';
import { linksOfBulk } from '../../../core/view/bulk-view.ts';
import { aBulk } from '../../support/a-bulk.ts';

test('a bulk that is over links to its report, unless it never began', () => {
  const api = 'https://api.example';
  const began = aBulk({ status: 'cancelled', startedAt: '2026-11-30T12:00:00.000Z' });
  expect(linksOfBulk(began, api).report).toBe(`${api}/bulk/${began.bulkId}/report`);
  expect(linksOfBulk(aBulk({ status: 'cancelled' }), api)).not.toHaveProperty('report');
});
