import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../core/base/config.ts';

const environment = { STAGE: 'dev', HEARTBEAT_SECONDS: '240', SUBNETS: 'a,b', WEBHOOK_ALLOW: '' };

describe('settings', () => {
  test('come typed', () => {
    expect(
      readConfig(['stage', 'heartbeatSeconds', 'subnets', 'webhookAllow'], environment),
    ).toEqual({
      stage: 'dev',
      heartbeatSeconds: 240,
      subnets: ['a', 'b'],
      webhookAllow: [],
    });
  });

  test('all that is missing or malformed is told at once, by its name', () => {
    const read = () =>
      readConfig(['stage', 'jobsTable', 'timeoutSeconds', 'onDemandFallback'], {
        STAGE: 'dev',
        TIMEOUT_SECONDS: 'soon',
      });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/JOBS_TABLE is missing/);
    expect(read).toThrow(/TIMEOUT_SECONDS is malformed/);
    expect(read).toThrow(/ON_DEMAND_FALLBACK is missing/);
  });
});
