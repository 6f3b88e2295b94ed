/**
 * Keeps our machines from being made to call where only they can: loopback, private, link-local,
 * shared, reserved and metadata addresses, in every spelling. Checked when an address is given
 * (literals) and again on the resolved address of every connection (names), so that a name which
 * changes its mind between the two gets nowhere.
 * Source: OWASP Server-Side Request Forgery Prevention; IANA special-purpose address registries.
 */
import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Thrown for an address that we do not call. The sentence is for the caller of the API. */
export class AddressRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'AddressRefused';
  }
}

/**
 * `allow` holds `host:port` pairs that the operator of this deployment vouches for; they may be
 * private and spoken to without TLS. Everything else is https on a public address.
 */
export class AddressGuard {
  private readonly allow: ReadonlySet<string>;

  constructor(allow: readonly string[]) {
    this.allow = new Set(allow);
  }

  isVouchedFor(url: URL): boolean {
    return this.allow.has(`${url.hostname}:${url.port || defaultPort(url)}`);
  }

  /** @throws AddressRefused for what can be told without asking the name service. */
  check(address: string): URL {
    const url = new URL(address);
    if (url.username !== '' || url.password !== '') {
      throw new AddressRefused('The address must not contain a user name or password.');
    }
    if (this.isVouchedFor(url)) return url;
    if (url.protocol !== 'https:') throw new AddressRefused('The address must begin with https://.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (/(^|\.)localhost\.?$/i.test(host) || (ipaddr.isValid(host) && !isPublic(host))) {
      throw new AddressRefused('The address must be public.');
    }
    return url;
  }

  /** A `lookup` for node:http and node:https that connects to public addresses only. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const refused = addresses.some(({ address }) => !isPublic(address));
      const [first] = addresses;
      if (refused || !first) {
        return callback(new AddressRefused(`${hostname} does not resolve to a public address.`), '');
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function defaultPort(url: URL): string {
  return url.protocol === 'https:' ? '443' : '80';
}

/** `unicast` is what ipaddr.js calls the addresses in no special range; mapped ones are unwrapped first. */
function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}
