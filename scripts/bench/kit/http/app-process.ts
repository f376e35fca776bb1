/** One app, that tells its parent process how much processor time it has used and where it goes. */
import { createServer } from 'node:http';
import { appOf, type AppKind } from './apps.ts';
import { endProfile, startProfile } from './profile.ts';

const kinds: readonly AppKind[] = ['kit', 'validator', 'express'];
const kind = kinds.find((one) => one === process.argv[2]);
if (kind === undefined) throw new Error(`one of ${kinds.join(', ')}`);

process.on('message', (question) => {
  void answerTo(question).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit());

async function answerTo(question: unknown): Promise<object> {
  if (question === 'start profile') await startProfile();
  if (question === 'end profile') return { shares: await endProfile() };
  const { user, system } = process.cpuUsage();
  return { microseconds: user + system };
}

const server = createServer(appOf(kind));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.({ url: `http://127.0.0.1:${address.port}` });
});
