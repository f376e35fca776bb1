import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { webFolder } from './build.ts';

/** What its process says when it can be used. */
const Opened = z.object({ port: z.number() });

export interface WebOptions {
  /** The public API: of the gateway, of Prism. */
  readonly apiUrl: string;
  /** Stripe.js, if not Stripe's own. */
  readonly stripeJsUrl?: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly host?: string;
  /** With hot reload, from the sources; otherwise what was built. */
  readonly development?: boolean;
  /** What it prints; nowhere unless given. */
  readonly print?: (text: string) => void;
}

export interface RunningWeb {
  readonly url: string;
  /** Resolves with its exit code, when it has ended by itself or was stopped. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Starts the storefront in a process of its own, and waits until it answers.
 *
 * @throws Error with what it printed, where it ends instead
 */
export async function startWeb({ apiUrl, stripeJsUrl = '', port, host = '127.0.0.1', development = false, print }: WebOptions): Promise<RunningWeb> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(webFolder, 'server.ts'), ...(development ? ['--dev'] : [])], {
    cwd: webFolder,
    env: { ...process.env, NODE_ENV: development ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1', API_URL: apiUrl, STRIPE_JS_URL: stripeJsUrl, PORT: String(port), HOST: host },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (printed.length < 200) printed.push(text);
      print?.(text);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const opened = new Promise<number>((resolve) => child.once('message', (message: unknown) => resolve(Opened.parse(message).port)));
  const taken = await Promise.race([opened, ended.then(() => undefined)]);
  if (taken === undefined) throw new Error(`the storefront did not start:\n${printed.join('').trim()}`);
  return {
    url: `http://${host}:${taken}`,
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
