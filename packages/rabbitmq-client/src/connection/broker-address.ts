import type { Options } from 'amqplib';
import { ConnectError } from '../errors.ts';

/** Where the broker is, and who we are there. */
export interface BrokerAddress {
  readonly connect: Options.Connect;
  /** The address as it may be logged: without the password. */
  readonly printable: string;
  readonly user: string;
  readonly vhost: string;
}

const expected = 'expected amqp://user:password@host:port/vhost';

/**
 * Reads an AMQP URL (https://www.rabbitmq.com/docs/uri-spec). No part of a URL that cannot be read is repeated, since
 * the password may stand anywhere in it.
 *
 * @throws ConnectError
 */
export function brokerAddress(url: string): BrokerAddress {
  const parsed = URL.parse(url);
  if (parsed === null) throw invalid(url === '' ? 'it is empty' : 'it is no URL');
  if (parsed.protocol !== 'amqp:' && parsed.protocol !== 'amqps:') throw invalid(`its scheme is ${parsed.protocol}//`);
  if (parsed.hostname === '') throw invalid('it names no host');

  const user = decode(parsed.username) || 'guest';
  const encodedVhost = parsed.pathname.slice(1);
  const vhost = decode(encodedVhost) || '/';
  const protocol = parsed.protocol.slice(0, -1);
  const heartbeat = numberOf(parsed.searchParams.get('heartbeat'));
  return {
    user,
    vhost,
    printable: `${protocol}://${parsed.host}${vhost === '/' ? '' : `/${encodedVhost}`}`,
    connect: {
      protocol,
      hostname: parsed.hostname.replaceAll(/^\[|\]$/g, ''),
      ...(parsed.port === '' ? {} : { port: Number(parsed.port) }),
      username: user,
      password: parsed.username === '' ? decode(parsed.password) || 'guest' : decode(parsed.password),
      // amqplib decodes it.
      ...(encodedVhost === '' ? {} : { vhost: encodedVhost }),
      ...(heartbeat === undefined ? {} : { heartbeat }),
    },
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('a % in it starts no escape');
  }
}

function numberOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw invalid('its heartbeat is no number of seconds');
  return Number(text);
}

function invalid(reason: string): ConnectError {
  return new ConnectError(`The broker's URL cannot be used: ${reason}; ${expected}`, { permanent: true });
}
