/** `npm run reset`: deletes what `npm start` keeps in `.data/` (or `DATA_DIR`). Servers elsewhere are not touched. */
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { owner, usualDataDir } from './shop/data-folder.ts';

const dataDir = process.env.DATA_DIR ?? usualDataDir;
const pid = owner(dataDir);
if (pid !== undefined) {
  console.error(`The shop runs on ${dataDir} (process ${pid}): stop it first.`);
  process.exitCode = 1;
} else if (!existsSync(dataDir)) {
  console.log(`There is nothing to delete: no ${dataDir}.`);
} else if (!existsSync(resolve(dataDir, 'secrets.json'))) {
  console.error(`${dataDir} is not a folder of the shop (no secrets.json): it is left as it is.`);
  process.exitCode = 1;
} else {
  rmSync(dataDir, { recursive: true });
  console.log(`${dataDir} is deleted.`);
  for (const name of ['AMQP_URL', 'SQLSERVER_URL']) if ((process.env[name] ?? '') !== '') console.log(`What is on ${name} was not touched.`);
}
