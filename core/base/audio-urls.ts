/** Guard for addresses that audio is fetched from: port 443 only, the one port open to instances. */
import { AddressGuard, AddressRefused } from './address-guard.ts';

export class AudioUrls extends AddressGuard {
  /** Checks without a DNS query. @throws AddressRefused */
  override check(address: string): URL {
    const url = super.check(address);
    if (url.port !== '' && !this.isVouchedFor(url)) {
      throw new AddressRefused('The address must be on port 443.');
    }
    return url;
  }
}
