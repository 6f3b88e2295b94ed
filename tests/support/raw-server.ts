/** A TCP server on loopback that answers HTTP requests by hand, in any way that a server may. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What a server does once it has a whole request; `path` is the request's. */
export type Behaviour = (socket: Socket, path: string) => void;

export class RawServer {
  /** Paths of all requests, in order. */
  readonly heard: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.serve(socket));
  private readonly behaviour: Behaviour;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
  }

  async listen(port = 0): Promise<this> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private serve(socket: Socket): void {
    let head = '';
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const isKnown = head.includes('\r\n\r\n');
      head += data.toString('latin1');
      if (isKnown || !head.includes('\r\n\r\n')) return;
      const path = head.split(' ')[1] ?? '';
      this.heard.push(path);
      this.behaviour(socket, path);
    });
  }
}

/** Writes the text at once, and the connection ends. */
export function saying(text: string): Behaviour {
  return (socket) => socket.end(text, 'latin1');
}

/** Writes `first`, then `again` for as long as the client reads. */
export function flooding(first: string, again: string): Behaviour {
  return (socket) => {
    const more = () => {
      while (socket.writable && socket.write(again));
    };
    socket.on('drain', more);
    socket.write(first);
    more();
  };
}

/** Writes the text, then nothing, and keeps the connection. */
export function stalling(text: string): Behaviour {
  return (socket) => void (text !== '' && socket.write(text));
}

const OK = 'HTTP/1.1 200 OK\r\n';

/** Never a response: what is sent ends in an error, at once. */
export const BROKEN: Record<string, Behaviour> = {
  'a reset': (socket) => socket.resetAndDestroy(),
  'an end without a word': saying(''),
  'an end in the status line': saying('HTTP/1.1 2'),
  'an end in the headers': saying(`${OK}Content-Le`),
  garbage: saying('\0'.repeat(1000)),
  'another protocol': saying('220 smtp.example ESMTP\r\n'),
  'a status of two digits': saying('HTTP/1.1 20 OK\r\n\r\n'),
  'a header of 64 kB': saying(`${OK}X: ${'y'.repeat(65_536)}\r\n\r\n`),
  'twenty thousand headers': saying(`${OK}${'X-A: yyyyyyyyyyyyyyyyyyyy\r\n'.repeat(20_000)}\r\n`),
  'headers without end': flooding(OK, 'X-A: yyyyyyyyyyyyyyyyyyyy\r\n'.repeat(100)),
  'two lengths': saying(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`),
  'a length and chunks': saying(
    `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  'interim responses without end': flooding(
    '',
    'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'.repeat(100),
  ),
  'requests to continue without end': flooding('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)),
};

/** Never a response and never an end: only a limit of time helps. */
export const SLOW: Record<string, Behaviour> = {
  nothing: stalling(''),
  'half a status line': stalling('HTTP/1.1 2'),
  'half of the headers': stalling(`${OK}X: y\r\n`),
  'an interim response and nothing more': stalling('HTTP/1.1 103 Early Hints\r\n\r\n'),
  'a header every few milliseconds': (socket) => {
    socket.write(OK);
    const timer = setInterval(() => socket.write('X: y\r\n'), 5);
    socket.on('close', () => clearInterval(timer));
  },
};
