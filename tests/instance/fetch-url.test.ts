import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Resolve } from '../../core/base/address-guard.ts';
import { fetchUrl } from '../../userdata/agent/fetch-url.ts';
import { PRIVATE_ADDRESSES, REFUSED_ADDRESSES } from '../support/refused-addresses.ts';
import { BROKEN, RawServer, SLOW, stalling, type Behaviour } from '../support/raw-server.ts';
import { FakeClock } from './fake-clock.ts';

const AUDIO = Buffer.from('RIFF, and so on');

let folder: string;
let server: Server;
let heard: string[];
/** How the next requests are answered; then the audio. */
let answers: RequestListener[];
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/spotscribe-url-`);
  [heard, answers] = [[], []];
  server = createServer((request, response) => {
    heard.push(request.url ?? '');
    const answer = answers.shift();
    if (answer) answer(request, response);
    else response.end(AUDIO);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function host(): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Limits {
  mostBytes?: number;
  resolve?: Resolve;
  answerMs?: number;
  silenceMs?: number;
  longestMs?: number;
}

function fetchAudio(
  url = `http://${host()}/a.wav?secret=1`,
  allow = [host()],
  { mostBytes = 1000, ...more }: Limits = {},
) {
  return fetchUrl({
    from: { url, mostBytes, allow },
    file: `${folder}/audio`,
    onProgress: () => undefined,
    silenceMs: 5000,
    clock: new FakeClock(),
    signal: new AbortController().signal,
    ...more,
  });
}

const REDIRECTS = [301, 302, 303, 307, 308] as const;
const redirect =
  (location: string, code = 302): RequestListener =>
  (_, response) =>
    response.writeHead(code, { location }).end();
const status =
  (code: number): RequestListener =>
  (_, response) =>
    response.writeHead(code).end();

describe('audio at an address', () => {
  test('is fetched over redirects, and its hash told', async () => {
    answers.push(redirect('/elsewhere'), redirect(`http://${host()}/there`));
    expect(await fetchAudio()).toEqual({
      bytes: AUDIO.length,
      sha256: createHash('sha256').update(AUDIO).digest('hex'),
    });
    expect(await readFile(`${folder}/audio`)).toEqual(AUDIO);
    expect(heard).toEqual(['/a.wav?secret=1', '/elsewhere', '/there']);
  });

  test('is begun anew when it breaks off or the server is ill', async () => {
    const breaks: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': 500 });
      response.write('old bytes, more than the audio has', () => response.destroy());
    };
    answers.push(status(503), breaks);
    expect((await fetchAudio()).bytes).toBe(AUDIO.length);
    expect(await readFile(`${folder}/audio`)).toEqual(AUDIO);
  });

  test.each([
    [5000, 'AudioTooLong', 1000],
    [2 ** 50, 'DiskTooSmall', 2 ** 51],
  ])('that states %i bytes is %s at once', async (bytes, code, mostBytes) => {
    const limits = { mostBytes, silenceMs: 60_000 };
    answers.push((_, response) => {
      response.writeHead(200, { 'content-length': bytes }).write('the beginning');
    });
    await expect(fetchAudio(undefined, undefined, limits)).rejects.toMatchObject({
      code,
      message: expect.stringContaining('bytes'),
    });
    expect(heard).toHaveLength(1);
  });

  test.each(REFUSED_ADDRESSES)('that is %s is UrlRefused', async (address) => {
    await expect(fetchAudio(address)).rejects.toMatchObject({ code: 'UrlRefused' });
    expect(heard).toEqual([]);
  });

  const fitsInHeader = (address: string) => /^[!-~]*$/.test(address);
  test.each(REFUSED_ADDRESSES.filter(fitsInHeader))(
    'that redirects to %s is UrlRefused',
    async (address) => {
      answers.push(redirect(address));
      await expect(fetchAudio()).rejects.toMatchObject({ code: 'UrlRefused' });
      expect(heard).toHaveLength(1);
    },
  );

  test.each(PRIVATE_ADDRESSES)(
    'whose name leads to %s, or redirects to one that does, is UrlRefused',
    async (address) => {
      const resolve: Resolve = (_name, _options, found) =>
        found(null, [{ address, family: isIP(address) }]);
      const named = 'https://audio.example/';
      await expect(fetchAudio(named, [], { resolve })).rejects.toMatchObject({
        code: 'UrlRefused',
      });
      answers.push(redirect(named));
      const redirected = fetchAudio(undefined, undefined, { resolve });
      await expect(redirected).rejects.toMatchObject({ code: 'UrlRefused' });
      expect(heard).toHaveLength(1);
    },
  );

  test('on a private host that nobody vouches for is UrlRefused, and hears nothing', async () => {
    for (const url of [`https://${host()}/`, `http://${host()}/`, `https://localhost/`]) {
      await expect(fetchAudio(url, [])).rejects.toMatchObject({ code: 'UrlRefused' });
    }
    expect(heard).toEqual([]);
  });

  test('that is not there is UrlFailed at once, in a sentence without the address', async () => {
    answers.push(status(404));
    const failure = (await fetchAudio().catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code: 'UrlFailed', message: expect.stringContaining('404') });
    expect(failure.message).not.toContain('127.0.0.1');
    expect(heard).toHaveLength(1);
  });

  /** One redirect after the other, by all statuses that mean one. */
  const chain = (length: number): RequestListener[] =>
    Array.from({ length }, (_, hop) => redirect(`/hop-${hop + 1}`, REDIRECTS[hop % 5]));

  test.each([7, 12, 20])('is fetched over %i redirects', async (length) => {
    answers.push(...chain(length));
    expect((await fetchAudio()).bytes).toBe(AUDIO.length);
    expect(heard).toHaveLength(length + 1);
    expect(heard.at(-1)).toBe(`/hop-${length}`);
  });

  test('is UrlRefused where the last of many redirects leads to a private address', async () => {
    answers.push(...chain(11), redirect('https://169.254.169.254/latest/meta-data/'));
    await expect(fetchAudio()).rejects.toMatchObject({ code: 'UrlRefused' });
    expect(heard).toHaveLength(12);
  });

  test('that redirects in a circle is UrlFailed, with the limit in the sentence', async () => {
    answers.push(...Array.from({ length: 40 }, () => redirect('/again')));
    await expect(fetchAudio()).rejects.toMatchObject({
      code: 'UrlFailed',
      message: expect.stringMatching(/more than 20 times.*circle/),
    });
    expect(heard).toHaveLength(21);
  });

  test('that stays ill is UrlFailed', async () => {
    answers.push(...Array.from({ length: 20 }, () => status(500)));
    await expect(fetchAudio()).rejects.toMatchObject({ code: 'UrlFailed' });
    expect(heard).toHaveLength(4);
  });

  test('over the limit is AudioTooLong, though it did not say so', async () => {
    answers.push((_, response) => {
      response.write(Buffer.alloc(600));
      response.end(Buffer.alloc(600));
    });
    await expect(fetchAudio()).rejects.toMatchObject({ code: 'AudioTooLong' });
  });

  test('that is empty is AudioEmpty', async () => {
    answers.push(status(200));
    await expect(fetchAudio()).rejects.toMatchObject({ code: 'AudioEmpty' });
  });
});

describe('a server', () => {
  const OK = 'HTTP/1.1 200 OK\r\n';
  const TRIES = 4;
  const resetting: Behaviour = (socket) =>
    socket.write(`${OK}\r\nRIFF`, () => socket.resetAndDestroy());

  async function fetchFrom(behaviour: Behaviour, limits: Parameters<typeof fetchAudio>[2]) {
    const raw = await new RawServer(behaviour).listen();
    try {
      const failure: unknown = await fetchAudio(`http://${raw.host}/`, [raw.host], limits).catch(
        (error: unknown) => error,
      );
      return { failure, tries: raw.heard.length };
    } finally {
      raw.close();
    }
  }

  test.each([...Object.entries(BROKEN), ['a body that is reset', resetting] as const])(
    'that sends %s is UrlFailed, after some tries',
    async (_what, behaviour) => {
      const { failure, tries } = await fetchFrom(behaviour, {});
      expect(failure).toMatchObject({ code: 'UrlFailed' });
      expect(tries).toBe(TRIES);
    },
  );

  test.each([
    ...Object.entries(SLOW),
    ['a body that stops', stalling(`${OK}Content-Length: 50\r\n\r\nRIFF`)] as const,
  ])('that sends %s is UrlFailed, within the limits of its tries', async (_what, behaviour) => {
    const { failure } = await fetchFrom(behaviour, { answerMs: 40, silenceMs: 40 });
    expect(failure).toMatchObject({ code: 'UrlFailed' });
  });

  test('that switches protocols is UrlFailed at once', async () => {
    const switching = 'HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n';
    const { failure, tries } = await fetchFrom(stalling(switching), {});
    expect(failure).toMatchObject({
      code: 'UrlFailed',
      message: expect.stringContaining('HTTP 101'),
    });
    expect(tries).toBe(1);
  });

  test('that sends a byte now and then is UrlFailed when the time for all is over', async () => {
    const dripping: Behaviour = (socket) => {
      socket.write(`${OK}\r\n`);
      const timer = setInterval(() => socket.write('x'), 5);
      socket.on('close', () => clearInterval(timer));
    };
    const { failure } = await fetchFrom(dripping, { longestMs: 60 });
    expect(failure).toMatchObject({ code: 'UrlFailed' });
  });
});
