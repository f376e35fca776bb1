import type { Socket } from 'node:net';

/** What a message is ([MS-TDS] 2.2.3.1.1). */
export const kinds = { batch: 1, call: 3, answer: 4, attention: 6, transaction: 14, login: 16, prelogin: 18 } as const;

export interface TdsMessage {
  readonly kind: number;
  readonly body: Buffer;
}

const headerLength = 8;
const packetLength = 4096;
const last = 1;

/** Puts the packets that arrive on a socket together again, and hands on each message. */
export function readMessages(socket: Socket, take: (message: TdsMessage) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= headerLength && rest.length >= rest.readUInt16BE(2)) {
      const length = rest.readUInt16BE(2);
      const [kind = 0, status = 0] = rest;
      parts.push(rest.subarray(headerLength, length));
      rest = rest.subarray(length);
      if ((status & last) === 0) continue;
      take({ kind, body: Buffer.concat(parts) });
      parts = [];
    }
  });
}

/** An answer, in as many packets as it needs. */
export function writeAnswer(socket: Socket, body: Buffer): void {
  const most = packetLength - headerLength;
  for (let start = 0, number = 1; start === 0 || start < body.length; start += most, number += 1) {
    const part = body.subarray(start, start + most);
    const header = Buffer.alloc(headerLength);
    header.writeUInt8(kinds.answer, 0);
    header.writeUInt8(start + most >= body.length ? last : 0, 1);
    header.writeUInt16BE(headerLength + part.length, 2);
    header.writeUInt8(number % 256, 6);
    socket.write(Buffer.concat([header, part]));
  }
}
