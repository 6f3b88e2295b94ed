/** What happens to an instance between its launch and its first program. */
import type { Instance, LaunchSpecification } from '../../local/ec2/instance.ts';
import type { TestCloud } from '../support/test-cloud.ts';

/** The next launch only: `specify` may change what is launched, `prepare` its disk. */
export function atNextLaunch(
  cloud: TestCloud,
  change: {
    specify?: (specification: LaunchSpecification) => LaunchSpecification;
    prepare?: (instance: Instance) => void;
  },
): void {
  const { host } = cloud.cloud.ec2;
  const launch = host.launch.bind(host);
  host.launch = (specification) => {
    host.launch = launch;
    const instance = launch(change.specify?.(specification) ?? specification);
    change.prepare?.(instance);
    return instance;
  };
}
