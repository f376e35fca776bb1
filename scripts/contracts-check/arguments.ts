import { parseArgs } from 'node:util';
import { firstLine } from '../first-line.ts';

export type Format = 'text' | 'json' | 'markdown';

/** What the command line asks for. */
export type CheckCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'check'; readonly against?: string; readonly specs: string; readonly format: Format; readonly all: boolean };

export const checkHelp = `Usage: npm run contracts:check [-- options]

Compares the contracts of the working tree with those of a git revision, and says what breaks whom.

  --against REV     the revision (default: where the branch left main; on main, see docs/contracts-check.md)
  --against FILE    a file of deployed versions, such as deployed.json: each service is compared with its own revision
  --specs DIR       the folder with the specs (default: specs)
  --all             show safe changes with their places too
  --json            one JSON object instead of text
  --markdown        Markdown, for a comment on a pull request
  --help            print this

Exit code: 0 nothing breaks, 1 a breaking change of something published, or errors in the specs, 2 the command could not run.
`;

const options = {
  against: { type: 'string' },
  specs: { type: 'string', default: 'specs' },
  all: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. What is wrong with it is one line. */
export function parseCheckCommand(args: readonly string[]): CheckCommand {
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help === true) return { kind: 'help' };
    if (values.json && values.markdown) return { kind: 'wrong', message: '--json or --markdown, not both' };
    const format = values.json ? 'json' : values.markdown ? 'markdown' : 'text';
    return { kind: 'check', ...(values.against === undefined ? {} : { against: values.against }), specs: folderName(values.specs), format, all: values.all };
  } catch (error) {
    return { kind: 'wrong', message: firstLine(error) };
  }
}

/** Without what does not belong to the name: `./specs/` is `specs`. */
export function folderName(folder: string): string {
  return folder.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}
