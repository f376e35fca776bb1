import { setTimeout as delay } from 'node:timers/promises';
import { brokerAddress } from '../connection/broker-address.ts';
import { openSession, TopologyError } from './broker-session.ts';
import type { BrokerSession } from './broker-session.ts';
import { ManagementError, managementOf } from './management.ts';
import type { Management } from './management.ts';

/** Where a broker is. */
export interface BrokerLocation {
  /** amqp:// or amqps://, with user, password and virtual host. */
  readonly amqpUrl: string;
  /**
   * The management API, if it is not on the same host at RabbitMQ's own port (15672; 15671 with TLS). It must be given
   * where the AMQP port is not RabbitMQ's own either.
   */
  readonly managementUrl?: string;
}

/** How to change a topology. */
export interface ChangeOptions extends BrokerLocation {
  /** Names of services of the contracts that consume nothing (any more). */
  readonly services?: readonly string[];
  /** Called after each step, with the name of what it was done to; the next step waits for it. */
  readonly onStep?: (step: string, name: string) => void | Promise<void>;
  /** How old the message counts of the management API may be, in milliseconds; 6,000, since RabbitMQ counts every 5 s. */
  readonly statisticsAgeMs?: number;
  /** How long to wait for messages that other consumers hold, and for another run to end; 60,000 ms if not given. */
  readonly patienceMs?: number;
}

/**
 * The management API of a broker, with the user and the virtual host of its AMQP address; an address of its own may
 * name another user.
 *
 * @throws ManagementError or ConnectError where an address cannot be used
 */
export function managementAt({ amqpUrl, managementUrl }: BrokerLocation): Management {
  const { connect, user, vhost } = brokerAddress(amqpUrl);
  const { hostname = '127.0.0.1', protocol, port, password = 'guest' } = connect;
  if (managementUrl === undefined && port !== undefined && port !== 5672 && port !== 5671) {
    // What listens at the usual management port may well be another broker.
    throw new ManagementError(`AMQP_URL names port ${port}, not RabbitMQ's own: say with AMQP_MANAGEMENT_URL where that broker's management API is`);
  }
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  const own = protocol === 'amqps' ? `https://${host}:15671` : `http://${host}:15672`;
  const url = URL.parse(managementUrl ?? own);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ManagementError('AMQP_MANAGEMENT_URL cannot be used; expected http://host:15672');
  }
  const credentials = url.username === '' ? { username: user, password } : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return managementOf({ url: url.origin, ...credentials, vhost });
}

/** Works on a broker alone: a second run waits until the first one has ended, however that ends. */
export async function alone<T>(options: ChangeOptions, work: (session: BrokerSession, management: Management) => Promise<T>): Promise<T> {
  const management = managementAt(options);
  await management.readVersion();
  const session = await openSession(options.amqpUrl);
  try {
    await lock(session, options);
    return await work(session, management);
  } finally {
    await session.close();
  }
}

async function lock(session: BrokerSession, { onStep, patienceMs = 60_000 }: ChangeOptions): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let told = false;
  while (!(await session.tryLock())) {
    if (!told) await onStep?.('waiting', 'another apply or prune is running');
    told = true;
    if (performance.now() > deadline) throw new TopologyError('another apply or prune is still running on this broker');
    await delay(100);
  }
}
