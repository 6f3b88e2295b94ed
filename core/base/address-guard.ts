/**
 * SSRF guard: our machines must not call loopback, private, link-local, shared, reserved or
 * metadata addresses, in any spelling. Literal addresses are checked when a caller gives them; the
 * resolved address is checked again on every connection, which defeats DNS rebinding.
 * Sources: OWASP Server-Side Request Forgery Prevention; the IANA registries of special-purpose
 * IPv4 and IPv6 addresses (RFC 6890).
 */
import { lookup as resolveByDns, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Thrown for an address that we do not call; the message is for the caller of the API. */
export class AddressRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'AddressRefused';
  }
}

/** Thrown when a hostname resolves to a non-public address; DNS may change, so a retry may succeed. */
export class NameRefused extends AddressRefused {
  constructor(hostname: string) {
    super(`${hostname} does not resolve to a public address.`);
    this.name = 'NameRefused';
  }
}

/** Signature of dns.lookup with `all: true`. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * `allow` holds `host:port` pairs that the operator trusts; they may be private and plain http.
 * Every other address must be https on a public host.
 */
export class AddressGuard {
  private readonly allow: ReadonlySet<string>;
  private readonly resolve: Resolve;

  constructor(allow: readonly string[], resolve: Resolve = resolveByDns) {
    this.allow = new Set(allow);
    this.resolve = resolve;
  }

  isVouchedFor(url: URL): boolean {
    return this.allow.has(`${url.hostname}:${url.port || defaultPort(url)}`);
  }

  /** Checks without a DNS query. @throws AddressRefused */
  check(address: string): URL {
    const url = new URL(address);
    if (url.username !== '' || url.password !== '') {
      throw new AddressRefused('The address must not contain a user name or password.');
    }
    if (this.isVouchedFor(url)) return url;
    if (url.protocol !== 'https:')
      throw new AddressRefused('The address must begin with https://.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (/(^|\.)localhost\.?$/i.test(host) || (isIP(host) !== 0 && !isPublic(host))) {
      throw new AddressRefused('The address must be public.');
    }
    return url;
  }

  /** A `lookup` for node:http and node:https that resolves to public addresses only. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const refused = addresses.some(({ address }) => !isPublic(address));
      const [first] = addresses;
      if (refused || !first) {
        return callback(new NameRefused(hostname), '');
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function defaultPort(url: URL): string {
  return url.protocol === 'https:' ? '443' : '80';
}

/** Outside the special-purpose ranges. IPv6 must be global unicast, so mapped IPv4 addresses fail. */
function isPublic(address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (special.check(address, family)) return false;
  return family === 'ipv4' || globalUnicast.check(address, family);
}

const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(network, prefix);
}
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  special.addSubnet(network, prefix, 'ipv6');
}

const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
