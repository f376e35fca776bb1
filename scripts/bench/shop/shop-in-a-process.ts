import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { startLean } from '../../shop/lean-process.ts';

const Ready = z.object({
  url: z.string(),
  brokerUrl: z.string(),
  admin: z.object({ email: z.string(), password: z.string() }),
  desk: z.object({ url: z.string(), publishableKey: z.string() }),
  milliseconds: z.number(),
  processorMs: z.number(),
});

const Used = z.object({ residentBytes: z.number(), processorMs: z.number() });

/** A shop in a process of its own, as `npm start` starts it. */
export interface BenchedShop extends z.output<typeof Ready> {
  /** From the spawning of its process until it could be used, in milliseconds. */
  readonly sinceSpawnMs: number;
  /** What the process holds resident, and the processor time that it has used. */
  used(): Promise<z.output<typeof Used>>;
  /** Resolves when the process has ended. */
  stop(): Promise<void>;
}

/** `profileTo`: a folder for a processor profile of its whole life (`node --cpu-prof`). */
export async function startBenchedShop({ profileTo }: { readonly profileTo?: string | undefined } = {}): Promise<BenchedShop> {
  const spawned = performance.now();
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const child = startLean(join(import.meta.dirname, 'shop-process.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], nodeOptions: profiling });
  const said = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the shop's process ended with ${code ?? 'a signal'}`));
      child.once('exit', ended);
      child.once('message', (message: unknown) => {
        child.off('exit', ended);
        resolve(message);
      });
    });
  const ready = Ready.parse(await said());
  return {
    ...ready,
    sinceSpawnMs: performance.now() - spawned,
    async used() {
      const answer = said();
      child.send('used');
      return Used.parse(await answer);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
