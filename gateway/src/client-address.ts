import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Who is at the other end, as far as it can be known. */
export interface Client {
  readonly address: string;
  readonly protocol: 'http' | 'https';
}

export type ClientReader = (request: IncomingMessage) => Client;

/**
 * Reads a client's address. `X-Forwarded-For` and `X-Forwarded-Proto` are believed only as far as they were written by
 * proxies that are trusted, addresses or networks (`10.0.0.0/8`, `fd00::/8`); without any, the address is the
 * connection's.
 *
 * @throws TypeError for what is neither an address nor a network
 */
export function clientReader(trustedProxies: readonly string[]): ClientReader {
  const trusted = listOf(trustedProxies);
  const isTrusted = (address: string): boolean => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (request) => {
    const peer = plainAddress(request.socket.remoteAddress ?? '') ?? '0.0.0.0';
    if (trustedProxies.length === 0 || !isTrusted(peer)) return { address: peer, protocol: 'http' };
    const protocol = lastOf(request.headers['x-forwarded-proto']).at(-1) === 'https' ? 'https' : 'http';
    return { address: forwardedFor(request, peer, isTrusted), protocol };
  };
}

/** What a limit by address counts: IPv6 clients have a whole network of 64 bits each (RFC 6177). */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('::');
  const groups = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const all = [...groups, ...new Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after];
  return `${all.slice(0, 4).join(':')}::/64`;
}

/** From the right: each proxy adds the address that it saw. */
function forwardedFor({ headers }: IncomingMessage, peer: string, isTrusted: (address: string) => boolean): string {
  let last = peer;
  for (const entry of lastOf(headers['x-forwarded-for']).reverse()) {
    const address = plainAddress(entry);
    if (address === undefined) return last;
    last = address;
    if (!isTrusted(address)) return address;
  }
  return last;
}

function lastOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text === '' ? [] : text.split(',').map((entry) => entry.trim());
}

/** Without a port, brackets or zone; IPv4 within IPv6 as IPv4; IPv6 in its one short spelling (RFC 5952). */
function plainAddress(text: string): string | undefined {
  if (isIP(text) === 4) return text;
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  const [, withPort] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text) ?? [];
  const [bare = ''] = (bracketed ?? withPort ?? text).split('%', 1);
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare) ?? [];
  const address = mapped ?? bare;
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : undefined;
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...more] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const prefix = bits === undefined ? undefined : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    const widest = family === 'ipv6' ? 128 : 32;
    if (isIP(address) === 0 || more.length > 0 || (prefix !== undefined && !(prefix <= widest))) {
      throw new TypeError(`${entry} is neither an address nor a network`);
    }
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, prefix, family);
  }
  return list;
}
