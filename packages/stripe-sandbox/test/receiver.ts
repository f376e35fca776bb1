import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { createMailbox, type Mailbox } from './mailbox.ts';

export interface Received {
  readonly event: Stripe.Event;
  readonly body: string;
  readonly signature: string;
  readonly contentType: string;
}

export interface Receiver {
  readonly url: string;
  /** Events whose signature was right. */
  readonly events: Mailbox<Received>;
  /** How many requests came whose signature was wrong. */
  refused(): number;
  close(): Promise<void>;
}

export type Reply = (response: ServerResponse, count: number) => void;

/** A shop's webhook: verifies with the SDK, and answers 200 unless `reply` does something else. `count` begins at 1. */
export async function startReceiver(secret: () => string, reply: Reply = (response) => response.end()): Promise<Receiver> {
  const events = createMailbox<Received>();
  const { webhooks } = new Stripe('sk_test_unused');
  let count = 0;
  let refused = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const signature = String(request.headers['stripe-signature']);
      try {
        const event = webhooks.constructEvent(body, signature, secret());
        count += 1;
        reply(response, count);
        events.put({ event, body, signature, contentType: String(request.headers['content-type']) });
      } catch {
        refused += 1;
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // The address of a server that listens on a port is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    events,
    refused: () => refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
