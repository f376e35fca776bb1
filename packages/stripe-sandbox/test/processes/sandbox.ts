import { startStripeSandbox } from '../../src/index.ts';

/** A sandbox of its own process, to be killed: prints its port, and each event that it sends. */
const [dataDir = '', webhookUrl = ''] = process.argv.slice(2);
const sandbox = await startStripeSandbox({ secretKey: 'sk_test_kadamandiya', webhookSecret: 'whsec_kadamandiya', dataDir, webhookUrl });
process.stdout.write(`${sandbox.port}\n`);
