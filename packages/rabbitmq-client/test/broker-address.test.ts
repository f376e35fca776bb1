import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backoffDelay } from '../src/connection/backoff.ts';
import { brokerAddress } from '../src/connection/broker-address.ts';
import { connectFailure } from '../src/connection/connect-failure.ts';
import { ConnectError } from '../src/errors.ts';

describe('an AMQP URL', () => {
  test.each([
    {
      url: 'amqp://shop:s%40cret@broker:5673/my%2Fhost',
      connect: { protocol: 'amqp', hostname: 'broker', port: 5673, username: 'shop', password: 's@cret', vhost: 'my%2Fhost' },
      printable: 'amqp://broker:5673/my%2Fhost',
    },
    { url: 'amqps://broker', connect: { protocol: 'amqps', hostname: 'broker', username: 'guest', password: 'guest' }, printable: 'amqps://broker' },
    { url: 'amqp://[::1]:5672', connect: { protocol: 'amqp', hostname: '::1', port: 5672, username: 'guest', password: 'guest' }, printable: 'amqp://[::1]:5672' },
    { url: 'amqp://broker/?heartbeat=5', connect: { protocol: 'amqp', hostname: 'broker', username: 'guest', password: 'guest', heartbeat: 5 }, printable: 'amqp://broker' },
  ])('$url', ({ url, connect, printable }) => {
    expect(brokerAddress(url)).toMatchObject({ connect, printable });
  });

  test.each([
    ['', 'it is empty'],
    ['broker 5672 s3cret', 'it is no URL'],
    ['http://guest:s3cret@broker', 'its scheme is http://'],
    ['amqp://guest:s3cret@', 'it is no URL'],
    ['amqp://guest:s3cret%zz@broker', 'a % in it starts no escape'],
    ['amqp://guest:s3cret@broker?heartbeat=often', 'its heartbeat is no number of seconds'],
  ])('%j cannot be used, and waiting does not help', (url, reason) => {
    expect(() => brokerAddress(url)).toThrow(
      expect.objectContaining({ name: 'ConnectError', permanent: true, message: expect.stringContaining(reason) }),
    );
  });

  test('no refusal repeats a part of the URL that could be the password', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (junk) => {
        const secret = 'hunter2hunter2';
        try {
          expect(brokerAddress(`amqp://user:${secret}@${junk}`).printable).not.toContain(secret);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ConnectError);
          expect(String(thrown)).not.toContain(secret);
        }
      }),
    );
  });
});

describe('a failed attempt', () => {
  const address = brokerAddress('amqp://shop:s3cret@broker/main');
  test.each([
    { thrown: new Error('Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - …"'), says: 'refuses user "shop"', permanent: true },
    { thrown: new Error('Expected ConnectionOpenOk; got <ConnectionClose channel:0>'), says: 'virtual host "main"', permanent: true },
    { thrown: Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), says: 'certificate', permanent: true },
    { thrown: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), says: 'nothing listens there', permanent: false },
    { thrown: Object.assign(new Error('x'), { code: 'ENOTFOUND' }), says: 'no such host', permanent: false },
    { thrown: new Error('Socket closed\n abruptly'), says: 'Socket closed abruptly', permanent: false },
    { thrown: { code: 'EPIPE' }, says: 'EPIPE', permanent: false },
    { thrown: undefined, says: 'undefined', permanent: false },
  ])('$says', ({ thrown, says, permanent }) => {
    const failure = connectFailure(thrown, address);
    expect(failure.permanent).toBe(permanent);
    expect(failure.message).toContain(says);
    expect(failure.message).toMatch(/^Cannot connect to the broker at amqp:\/\/broker\/main: .*$/);
    expect(failure.message).not.toContain('s3cret');
  });
});

test('the pause before an attempt grows to its maximum and never leaves its bounds', () => {
  const bounds = { minMs: 100, maxMs: 10_000 };
  expect([1, 2, 3, 7, 50].map((attempt) => backoffDelay(attempt, bounds, () => 1))).toEqual([200, 400, 800, 10_000, 10_000]);
  expect(backoffDelay(5, bounds, () => 0)).toBe(100);
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const pause = backoffDelay(attempt, bounds, () => random);
      expect(pause).toBeGreaterThanOrEqual(100);
      expect(pause).toBeLessThanOrEqual(10_000);
    }),
  );
});
