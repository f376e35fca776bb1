import { connect } from 'amqplib';

/** A broker that was reached, or why it was not. `line` says it in one line, without the password. */
export type BrokerCheck = (RealBroker & { readonly reached: true }) | { readonly reached: false; readonly line: string };

export interface RealBroker {
  readonly url: string;
  readonly line: string;
  /** The address of the management HTTP API, where it answers to the credentials of `url`. */
  readonly managementUrl?: string;
}

const patienceMs = 10_000;

/** Connects once to see whether the tests can. */
export async function connectTo(url: string): Promise<BrokerCheck> {
  const shown = withoutPassword(url);
  if (shown === undefined) return { reached: false, line: 'AMQP_URL is no URL of the form amqp://user:password@host:5672' };
  try {
    const connection = await connect(url, { timeout: patienceMs });
    const { product, version } = connection.connection.serverProperties;
    await connection.close();
    const managementUrl = await findManagement(new URL(url));
    const management = managementUrl === undefined ? 'without a management API' : `with its management API at ${managementUrl}`;
    const line = `${product} ${version} at ${shown}, ${management}`;
    return { reached: true, url, line, ...(managementUrl === undefined ? {} : { managementUrl }) };
  } catch (error) {
    return { reached: false, line: `No broker at ${shown}: ${reasonOf(error)}` };
  }
}

function withoutPassword(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!['amqp:', 'amqps:'].includes(url.protocol)) return undefined;
  url.password = '';
  return url.href;
}

/** Connection errors of several addresses come as one error with an empty message. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('message' in error && typeof error.message === 'string' && error.message !== '') return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}

async function findManagement(amqp: URL): Promise<string | undefined> {
  const scheme = amqp.protocol === 'amqps:' ? 'https' : 'http';
  const { origin } = new URL(process.env.AMQP_MANAGEMENT_URL ?? `${scheme}://${amqp.hostname}:15672`);
  try {
    const response = await fetch(new URL('/api/overview', origin), requestAs(amqp));
    await response.body?.cancel();
    return response.ok ? origin : undefined;
  } catch {
    return undefined;
  }
}

/** A list of the management API, for the virtual host of `url`; `kind` is `queues` or `exchanges` or `policies`. */
export async function listNames({ url, managementUrl }: RealBroker, kind: string): Promise<string[]> {
  const amqp = new URL(url);
  const virtualHost = amqp.pathname.length > 1 ? amqp.pathname.slice(1) : '%2F';
  const response = await fetch(new URL(`/api/${kind}/${virtualHost}`, managementUrl), requestAs(amqp));
  const listed: unknown = await response.json();
  if (!Array.isArray(listed)) throw new Error(`The management API does not list ${kind} (status ${response.status}).`);
  return listed.flatMap((item: unknown) =>
    typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string' ? [item.name] : [],
  );
}

function requestAs({ username, password }: URL): RequestInit {
  const credentials = `${decodeURIComponent(username || 'guest')}:${decodeURIComponent(password || 'guest')}`;
  return {
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    signal: AbortSignal.timeout(patienceMs),
  };
}
