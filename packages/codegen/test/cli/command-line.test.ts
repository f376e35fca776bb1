import { expect, test } from '@jest/globals';
import { parseCommand } from '../../src/cli/arguments.ts';

const generate = { kind: 'generate', specs: 's', out: 'o', check: false, watch: false, json: false };

test.each([
  [['--specs', 's', '--out', 'o'], generate],
  [['--out=o', '--specs=s', '--check', '--json'], { ...generate, check: true, json: true }],
  [['--specs', 's', '--out', 'o', '--watch'], { ...generate, watch: true }],
  [['--specs=--odd', '--out', 'o'], { ...generate, specs: '--odd' }],
  [['--help'], { kind: 'help' }],
  [['-h', '--nonsense'], { kind: 'help' }],
  [['--version'], { kind: 'version' }],
])('%j is understood', (args, command) => {
  expect(parseCommand(args)).toEqual(command);
});

test.each([
  [[], '--specs DIR is missing'],
  [['--specs', 's'], '--out DIR is missing'],
  [['--specs', 's', '--out'], '--out needs a folder'],
  [['--specs', '--out', 'o'], '--specs needs a folder'],
  [['--specs=', '--out', 'o'], '--specs needs a folder'],
  [['--specs', 's', '--out', 'o', '--wacht'], 'unknown option --wacht'],
  [['--specs', 's', '--out', 'o', '-x'], 'unknown option -x'],
  [['--specs', 's', '--out', 'o', '--constructor'], 'unknown option --constructor'],
  [['--specs', 's', '--out', 'o', '--check=yes'], '--check takes no value'],
  [['--specs', 's', '--out', 'o', '--no-check'], 'unknown option --no-check'],
  [['--specs', 's', '--out', 'o', 'more'], 'unexpected argument "more"'],
  [['--specs', 's', '--specs', 't', '--out', 'o'], '--specs can be given once only'],
  [['--specs', 's', '--out', 'o', '--check', '--watch'], '--check and --watch exclude each other'],
])('%j is refused: %s', (args, message) => {
  expect(parseCommand(args)).toEqual({ kind: 'wrong', message, json: false });
});

test('a wrong command line knows that JSON was asked for', () => {
  expect(parseCommand(['--json'])).toMatchObject({ kind: 'wrong', json: true });
});
