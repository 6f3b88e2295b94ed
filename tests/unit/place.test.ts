import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isStage, regionOf } from '../../account/place.ts';
import { withTemporaryFolder } from '../../computer/temporary-folder.ts';

describe('a stage', () => {
  test.each(['dev', 'a', 'smoke-0a1b2c', 'a'.repeat(16)])('may be %s', (stage) => {
    expect(isStage(stage)).toBe(true);
  });

  test.each(['', 'Dev', 'my_stage', '1st', '-a', 'a.b', 'a b', 'ä', 'a\n', 'a'.repeat(17)])(
    'may not be %j',
    (stage) => {
      expect(isStage(stage)).toBe(false);
    },
  );
});

describe('the region', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('is that of the option, of AWS_REGION, of the profile, in this order', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'config');
      writeFileSync(file, '[profile mine]\nregion = eu-west-3\n');
      vi.stubEnv('AWS_CONFIG_FILE', file);
      vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', path.join(folder, 'credentials'));
      vi.stubEnv('AWS_PROFILE', 'mine');
      vi.stubEnv('AWS_REGION', 'eu-north-1');
      expect(await regionOf('us-west-2')).toEqual({ region: 'us-west-2', regionFrom: '--region' });
      expect(await regionOf(undefined)).toEqual({ region: 'eu-north-1', regionFrom: 'AWS_REGION' });
      vi.stubEnv('AWS_REGION', undefined);
      expect(await regionOf(undefined)).toEqual({ region: 'eu-west-3', regionFrom: 'the profile' });
      vi.stubEnv('AWS_PROFILE', 'without-region');
      expect(await regionOf(undefined)).toBeUndefined();
    });
  });
});
