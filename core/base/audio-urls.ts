/** Addresses that audio is fetched from: as any that we call, and on the one port that instances may speak to. */
import { AddressGuard, AddressRefused } from './address-guard.ts';

export class AudioUrls extends AddressGuard {
  /** @throws AddressRefused for what can be told without asking the name service. */
  override check(address: string): URL {
    const url = super.check(address);
    if (url.port !== '' && !this.isVouchedFor(url)) {
      throw new AddressRefused('The address must be on port 443.');
    }
    return url;
  }
}
