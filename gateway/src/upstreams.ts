import { Pool } from 'undici';

/** How long a service may take, each in milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  /** From the request, when all of it was sent, to the head of the answer. */
  readonly firstByteMs: number;
  /** Between two parts of an answer. */
  readonly idleMs: number;
  /** From the first to the last byte, on both sides. */
  readonly totalMs: number;
}

export interface UpstreamsOptions {
  /** By service: `http://order-service:4004`. */
  readonly urls: Readonly<Record<string, string>>;
  readonly timeouts: Timeouts;
  /** To each service; what is more waits. */
  readonly connections: number;
}

/** The connections to the services. */
export interface Upstreams {
  readonly pools: ReadonlyMap<string, Pool>;
  /** Ends what is left of them. */
  close(): Promise<void>;
}

export function createUpstreams({ urls, timeouts, connections }: UpstreamsOptions): Upstreams {
  const options: Pool.Options = {
    connections,
    // A request that fails must not take others with it.
    pipelining: 1,
    allowH2: false,
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.firstByteMs,
    bodyTimeout: timeouts.idleMs,
  };
  const pools = new Map(Object.entries(urls).map(([service, url]) => [service, new Pool(url, options)]));
  return {
    pools,
    close: async () => {
      await Promise.all(pools.values().map((pool) => pool.destroy()));
    },
  };
}

/** Asks a service whether it is ready; rejects where it is not. */
export async function askReady(pool: Pool, withinMs: number): Promise<void> {
  const { statusCode, body } = await pool.request({ path: '/health/ready', method: 'GET', signal: AbortSignal.timeout(withinMs) });
  await body.dump();
  if (statusCode !== 200) throw new Error(`/health/ready answered ${statusCode}`);
}
