import { connect, ConnectError } from '../../src/index.ts';

/** A service's start: `node connect-once.ts <url> <connectWithinMs>`. */
const [url = '', connectWithinMs = '0'] = process.argv.slice(2);
try {
  const messaging = await connect({ url, name: 'connect-once', connectWithinMs: Number(connectWithinMs) });
  await messaging.close();
} catch (thrown) {
  if (!(thrown instanceof ConnectError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
}
