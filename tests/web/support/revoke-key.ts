/** Ends the key with which a visit is signed in. */
import { keyPrefix } from '../../../core/access/api-key.ts';
import { revokeKey } from '../../../core/steps/keys/issue-key.ts';
import type { TestCloud } from '../../support/test-cloud.ts';
import type { Visit } from './page-at.ts';

/** Once the view has all that it asks for at first: what comes next is refused, and nothing before. */
export async function revokeKeyOf({ page, key }: Visit, cloud: TestCloud): Promise<void> {
  await page.waitForLoadState('networkidle');
  await revokeKey(keyPrefix(key), cloud.keys);
}
