import { ProtocolError } from './errors.ts';
import type { FrameWriter } from './framing.ts';
import type { Method, Table } from './methods.ts';
import { isAllowed, readAmqplain, readPlain, type Users } from './users.ts';
import type { VirtualHost } from './vhost.ts';

/** The version of RabbitMQ whose behaviour and answers are followed. */
export const FOLLOWED_VERSION = '3.10.8';
const CHANNEL_MAX = 2047;
export const FRAME_MAX = 131_072;
const FRAME_MIN = 4096;

/** What a broker offers to a connection. */
export interface Terms {
  readonly users: Users;
  readonly vhosts: ReadonlyMap<string, VirtualHost>;
  readonly heartbeatSeconds: number;
}

/** What both sides have agreed on. */
export interface Agreement {
  readonly user: string;
  readonly vhost: VirtualHost;
  readonly channelMax: number;
  readonly frameMax: number;
  readonly heartbeatSeconds: number;
  readonly cancelNotify: boolean;
}

/** The password was wrong. How it is said depends on what the client understands. */
export class LoginRefused extends ProtocolError {
  readonly saidByClose: boolean;

  constructor(mechanism: string, saidByClose: boolean) {
    super(403, `Login was refused using authentication mechanism ${mechanism}. For details see the broker logfile.`);
    this.saidByClose = saidByClose;
  }
}

const mechanisms = new Map([
  ['PLAIN', readPlain],
  ['AMQPLAIN', readAmqplain],
]);

const serverProperties: Table = {
  capabilities: {
    publisher_confirms: true,
    exchange_exchange_bindings: true,
    'basic.nack': true,
    consumer_cancel_notify: true,
    consumer_priorities: true,
    authentication_failure_close: true,
    per_consumer_qos: true,
    direct_reply_to: false,
  },
  product: 'kada-mandiya embedded broker',
  platform: `Node.js ${process.version}`,
  version: FOLLOWED_VERSION,
};

/** The steps from the protocol header to an open connection (AMQP 0-9-1, 2.2.4). */
export class Handshake {
  readonly #terms: Terms;
  readonly #output: FrameWriter;
  #step: 'start' | 'tune' | 'open' = 'start';
  #user = '';
  #cancelNotify = false;
  #tuned = { channelMax: CHANNEL_MAX, frameMax: FRAME_MAX, heartbeat: 0 };

  constructor(terms: Terms, output: FrameWriter) {
    this.#terms = terms;
    this.#output = output;
  }

  begin(): void {
    this.#output.method(0, 'ConnectionStart', {
      versionMajor: 0,
      versionMinor: 9,
      serverProperties,
      mechanisms: Buffer.from([...mechanisms.keys()].join(' ')),
      locales: Buffer.from('en_US'),
    });
  }

  /**
   * Handles one method of the client.
   * @returns the agreement when the connection is open.
   * @throws ProtocolError when it is refused.
   */
  method(method: Method): Agreement | undefined {
    if (this.#step === 'start' && method.name === 'ConnectionStartOk') this.#login(method.fields);
    else if (this.#step === 'tune' && method.name === 'ConnectionTuneOk') this.#tune(method.fields);
    else if (this.#step === 'open' && method.name === 'ConnectionOpen') return this.#open(method.fields.virtualHost);
    else throw new ProtocolError(503, `unexpected method ${method.name} during the handshake`);
    return undefined;
  }

  #login(fields: Extract<Method, { name: 'ConnectionStartOk' }>['fields']): void {
    const { capabilities } = fields.clientProperties;
    const can = (name: string): boolean =>
      typeof capabilities === 'object' && capabilities !== null && Reflect.get(capabilities, name) === true;
    const credentials = mechanisms.get(fields.mechanism)?.(fields.response);
    if (credentials === undefined || !isAllowed(this.#terms.users, credentials)) {
      throw new LoginRefused(fields.mechanism, can('authentication_failure_close'));
    }
    this.#user = credentials.user;
    this.#cancelNotify = can('consumer_cancel_notify');
    const { heartbeatSeconds: heartbeat } = this.#terms;
    this.#output.method(0, 'ConnectionTune', { channelMax: CHANNEL_MAX, frameMax: FRAME_MAX, heartbeat });
    this.#step = 'tune';
  }

  #tune({ channelMax, frameMax, heartbeat }: Extract<Method, { name: 'ConnectionTuneOk' }>['fields']): void {
    refuseAbove('channel_max', channelMax, CHANNEL_MAX);
    refuseAbove('frame_max', frameMax, FRAME_MAX);
    if (frameMax < FRAME_MIN) {
      throw new ProtocolError(530, `negotiated frame_max = ${frameMax} is lower than the minimum allowed value (${FRAME_MIN})`);
    }
    this.#tuned = { channelMax, frameMax, heartbeat };
    this.#step = 'open';
  }

  #open(virtualHost: string): Agreement {
    const vhost = this.#terms.vhosts.get(virtualHost);
    if (vhost === undefined) throw new ProtocolError(530, `vhost ${virtualHost} not found`);
    this.#output.method(0, 'ConnectionOpenOk', {});
    const { channelMax, frameMax, heartbeat: heartbeatSeconds } = this.#tuned;
    return { user: this.#user, vhost, channelMax, frameMax, heartbeatSeconds, cancelNotify: this.#cancelNotify };
  }
}

/** Zero means no limit, which is above ours. */
function refuseAbove(name: string, wanted: number, allowed: number): void {
  if (wanted !== 0 && wanted <= allowed) return;
  throw new ProtocolError(530, `negotiated ${name} = ${wanted} is higher than the maximum allowed value (${allowed})`);
}
