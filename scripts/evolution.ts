/** `npm run evolution`: the steps of docs/evolution.md, one after another on one broker. */
import { startBroker } from '@kada-mandiya/embedded-broker';
import { compareSpecs } from '@kada-mandiya/codegen';
import { findingsText } from './contracts-check/report.ts';
import { openEvolution, steps } from './evolution/steps.ts';

const evolution = await openEvolution();
const broker = await startBroker();
try {
  for (const [index, step] of steps.entries()) {
    console.log(`\n== ${step}`);
    const before = steps[index - 1];
    if (before !== undefined) console.log(findingsText(compareSpecs(await evolution.specsOf(before), await evolution.specsOf(step)), { all: true }));
    await evolution.build(step);
    const { published, ledger, bell } = await evolution.play(step, broker.url);
    console.log(`published in version ${published.join(' and ')}`);
    for (const [name, { heard, skipped }] of Object.entries({ ledger, bell })) console.log(`${name.padEnd(7)} heard ${JSON.stringify(heard)}, skipped ${skipped}`);
  }
} finally {
  await broker.close();
  await evolution.remove();
}
