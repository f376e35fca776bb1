import { parseArgs } from 'node:util';
import { folderName } from '../contracts-check/arguments.ts';
import { firstLine } from '../first-line.ts';

/** What the command line asks for. */
export type DeployCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'ask'; readonly service: string; readonly deployed: string; readonly revision?: string; readonly specs: string; readonly json: boolean };

export const deployHelp = `Usage: npm run can-i-deploy -- SERVICE [options]

Says whether a service, built from the contracts as they are, works with all others as they are deployed.

  --deployed FILE   the revision of the contracts that each deployed service was built from (default: deployed.json)
  --revision REV    ask for the contracts of this revision instead of those of the working tree
  --specs DIR       the folder with the specs (default: specs)
  --json            one JSON object instead of text
  --help            print this

Exit code: 0 yes, 1 no, 2 the command could not run.
`;

const options = {
  deployed: { type: 'string', default: 'deployed.json' },
  revision: { type: 'string' },
  specs: { type: 'string', default: 'specs' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. What is wrong with it is one line. */
export function parseDeployCommand(args: readonly string[]): DeployCommand {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help === true) return { kind: 'help' };
    const [service, more] = positionals;
    if (service === undefined) return { kind: 'wrong', message: 'say which service' };
    if (more !== undefined) return { kind: 'wrong', message: `unexpected argument ${JSON.stringify(more)}` };
    const revision = values.revision === undefined ? {} : { revision: values.revision };
    return { kind: 'ask', service, deployed: values.deployed, ...revision, specs: folderName(values.specs), json: values.json };
  } catch (error) {
    return { kind: 'wrong', message: firstLine(error) };
  }
}
