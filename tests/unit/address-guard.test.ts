import http from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { AddressGuard, AddressRefused, NameRefused } from '../../core/base/address-guard.ts';
import { AudioUrls } from '../../core/base/audio-urls.ts';
import { send } from '../../core/webhooks/webhook.ts';
import { PRIVATE_ADDRESSES, REFUSED_ADDRESSES } from '../support/refused-addresses.ts';

describe('addresses that are refused when they are given', () => {
  const guard = new AddressGuard([]);

  test.each(REFUSED_ADDRESSES)('%s', (address) => {
    expect(() => guard.check(address)).toThrow(AddressRefused);
    expect(() => new AudioUrls([]).check(address)).toThrow(AddressRefused);
  });

  test.each(['https://hooks.example/x', 'https://93.184.216.34/x', 'https://[2606:4700::1111]/x'])(
    'but not %s',
    (address) => {
      expect(guard.check(address).href).toBe(address);
    },
  );

  test('every private IPv4 address, however it is written', () => {
    const octet = fc.nat(255);
    const privates = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127, 0), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    );
    fc.assert(
      fc.property(privates, fc.constantFrom('dotted', 'number', 'hex', 'mapped'), (bytes, form) => {
        const [a, b, c, d] = bytes;
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const host = {
          dotted: bytes.join('.'),
          number: number.toString(),
          hex: `0x${number.toString(16)}`,
          mapped: `[::ffff:${bytes.join('.')}]`,
        }[form];
        expect(() => guard.check(`https://${host}/x`)).toThrow(AddressRefused);
      }),
    );
  });
});

describe('names that resolve to where nobody may call', () => {
  test('are refused when the connection is made', async () => {
    const guard = new AddressGuard([]);
    // The one name that resolves without a network. `check` knows it, so the lookup is asked itself.
    const error = await new Promise<Error | null>((done) => {
      guard.lookup('localhost', {}, (failure) => done(failure));
    });
    expect(error).toBeInstanceOf(AddressRefused);
  });

  /** As the name service of an attacker: each time another answer, the last one for ever. */
  function changingItsMind(...answers: string[][]): AddressGuard {
    return new AddressGuard([], (_hostname, _options, found) => {
      const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
      found(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      );
    });
  }

  function resolved(guard: AddressGuard): Promise<Error | string> {
    return new Promise((done) => {
      guard.lookup('hooks.example', {}, (failure, address) =>
        done(failure ?? JSON.stringify(address)),
      );
    });
  }

  test.each(PRIVATE_ADDRESSES)(
    'are refused when they lead to %s after they led elsewhere',
    async (address) => {
      const guard = changingItsMind(['93.184.216.34'], [address]);
      expect(await resolved(guard)).toBe('"93.184.216.34"');
      expect(await resolved(guard)).toBeInstanceOf(NameRefused);
      expect(await resolved(guard)).toBeInstanceOf(NameRefused);
    },
  );

  test('are refused when one of several addresses is private', async () => {
    expect(await resolved(changingItsMind(['93.184.216.34', '10.0.0.8']))).toBeInstanceOf(
      NameRefused,
    );
  });

  test('are asked for at every call, and nobody is called where they lead', async () => {
    let connections = 0;
    const server = http.createServer().on('connection', () => (connections += 1));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    const message = { url: `https://hooks.example:${port}/`, body: '{}', headers: {} };
    let asked = 0;
    const guard = new AddressGuard([], (_hostname, _options, found) => {
      asked += 1;
      found(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    for (const time of [1, 2, 3]) {
      await expect(send(message, guard)).rejects.toThrow(NameRefused);
      expect(asked).toBe(time);
    }
    expect(connections).toBe(0);
    await new Promise((closed) => server.close(closed));
  });
});

describe('a receiver that the operator vouches for', () => {
  let server: http.Server;
  let address: string;
  const seen: string[] = [];

  beforeAll(async () => {
    server = http.createServer((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(request.url === '/moved' ? 302 : 204, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await new Promise((closed) => server.close(closed));
  });

  const to = (path: string) => ({ url: `http://${address}${path}`, body: '{}', headers: {} });

  test('is called, although it is private and speaks plain HTTP', async () => {
    expect(await send(to('/hook'), new AddressGuard([address]))).toMatchObject({ status: 204 });
  });

  test('is not called on another port', async () => {
    const guard = new AddressGuard(['127.0.0.1:1']);
    await expect(send(to('/other'), guard)).rejects.toThrow(AddressRefused);
    expect(seen).not.toContain('/other');
  });

  test('is not followed where it redirects to', async () => {
    expect(await send(to('/moved'), new AddressGuard([address]))).toMatchObject({ status: 302 });
    expect(seen).not.toContain('/elsewhere');
  });
});
