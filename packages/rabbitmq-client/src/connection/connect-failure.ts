import { ConnectError, reasonOf } from '../errors.ts';
import type { BrokerAddress } from './broker-address.ts';

/** Turns what a failed attempt to connect threw into one line, and says whether another attempt could end better. */
export function connectFailure(thrown: unknown, address: BrokerAddress): ConnectError {
  const { reason, permanent } = verdict(thrown, address);
  return new ConnectError(`Cannot connect to the broker at ${address.printable}: ${reason}`, { permanent });
}

interface Verdict {
  readonly reason: string;
  readonly permanent: boolean;
}

/** amqplib passes on the reply code of a refused handshake in its text only, and that of a refused vhost not at all. */
function verdict(thrown: unknown, { user, vhost }: BrokerAddress): Verdict {
  const text = reasonOf(thrown);
  const code = systemCode(thrown);
  if (/ACCESS[_-]REFUSED/.test(text)) {
    return { reason: `it refuses user "${user}" with this password`, permanent: true };
  }
  if (/Expected ConnectionOpenOk; got <ConnectionClose|NOT[_-]ALLOWED/.test(text)) {
    return { reason: `virtual host "${vhost}" does not exist there or is closed to user "${user}"`, permanent: true };
  }
  if (code !== undefined && isCertificateError(code)) {
    return { reason: `its certificate is not trusted (${code})`, permanent: true };
  }
  if (/Invalid frame|AMQP|bad frame|frame size/i.test(text)) {
    return { reason: `what answers there does not speak AMQP 0-9-1 (${text})`, permanent: false };
  }
  return { reason: plainReasons[code ?? ''] ?? text, permanent: false };
}

const plainReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  ENOTFOUND: 'there is no such host (ENOTFOUND)',
  ETIMEDOUT: 'it does not answer (ETIMEDOUT)',
  ECONNRESET: 'it closed the connection (ECONNRESET)',
};

function systemCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

function isCertificateError(code: string): boolean {
  return code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT') || /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/.test(code);
}
