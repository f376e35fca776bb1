import { spawn } from 'node:child_process';
import { WrongOption } from '../server-command.ts';
import { concluded } from './conclude.ts';
import { startConformanceProxy } from './proxy.ts';

/** Any command, which is told by `API_URL` where to ask. @returns its exit code, or 1 for what was against the contract */
export async function command([upstream = '', program, ...args]: readonly string[]): Promise<number> {
  if (!URL.canParse(upstream) || program === undefined) throw new WrongOption('an address and a command are wanted');
  const proxy = await startConformanceProxy({ upstream });
  try {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, API_URL: proxy.url } });
    const code = await new Promise<number | null>((resolve, reject) => child.once('exit', resolve).once('error', reject));
    return concluded([proxy], code ?? 1);
  } finally {
    await proxy.stop();
  }
}
