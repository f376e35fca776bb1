import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lampDocument, makeWorkplace, type Workplace } from './run-command.ts';

const folders = ['--specs', 'specs', '--out', 'generated'];
let place: Workplace;

beforeEach(() => {
  place = makeWorkplace();
  place.write('specs/lamps.yaml', lampDocument());
});

function firstFile(): string {
  const report: unknown = JSON.parse(place.run(...folders, '--json').stdout);
  expect(report).toMatchObject({ version: 1, ok: true, check: false, diagnostics: [] });
  const path = /"path": "([^"]+\/types\.ts)"/.exec(JSON.stringify(report, null, 1))?.[1];
  return join('generated', path ?? 'no types.ts');
}

describe('kada-codegen', () => {
  test('generates, then finds nothing to do, and says both in one line', () => {
    expect(place.run(...folders)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^\d+ files: \d+ written, 0 unchanged, 0 removed in \d\.\d\d s\n$/),
    });
    expect(place.run(...folders).stdout).toMatch(/^\d+ files: 0 written, \d+ unchanged, 0 removed in \d\.\d\d s\n$/);
    expect(place.run(...folders, '--check')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+ files as the specs say, in \d\.\d\d s\n$/),
    });
  });

  test('reprints nothing for comments, white space and the order of keys', () => {
    place.run(...folders);
    const reordered = lampDocument()
      .replace('# In lumen.', '# In lumen, of course.')
      .replace("            lamp: { type: string }\n", '')
      .replace(/^( +)lumen: .*$/m, (line, indent: string) => `${line}\n\n${indent}lamp: {type: "string" }`);
    expect(reordered).not.toBe(lampDocument());
    place.write('specs/lamps.yaml', reordered);
    expect(place.run(...folders).stdout).toMatch(/: 0 written, \d+ unchanged, 0 removed/);
    expect(place.run(...folders, '--check')).toMatchObject({ status: 0 });
  });

  test('fails a check with the name of a hand-edited file', () => {
    const file = firstFile();
    const text = readFileSync(join(place.root, file), 'utf8');
    place.write(file, `${text}// by hand\n`);
    const { status, stdout } = place.run(...folders, '--check');
    expect(status).toBe(1);
    expect(stdout.split('\n')[0]).toBe(`${file} differs from the specs`);
    expect(readFileSync(join(place.root, file), 'utf8')).toContain('// by hand');
    rmSync(join(place.root, file));
    expect(place.run(...folders, '--check').stdout.split('\n')[0]).toBe(`${file} is missing`);
  });

  test('shows errors with their place, relative to the current folder, and writes nothing', () => {
    firstFile();
    place.write('specs/lamps.yaml', lampDocument().replace('type: integer', 'type: lumen'));
    const { status, stdout } = place.run('--specs', join(place.root, 'specs'), '--out', 'generated');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^specs\/lamps\.yaml:14:\d+ error [A-Z_]+ .+\n {2}.*lumen: \{ type: lumen,.*\n +\^+\n/);
    expect(stdout).toMatch(/1 error: nothing was written, in \d\.\d\d s\n$/);
    place.write('specs/lamps.yaml', lampDocument());
    expect(place.run(...folders, '--check')).toMatchObject({ status: 0 });
  });

  test('reports as JSON with errors too', () => {
    place.write('specs/lamps.yaml', 'asyncapi: [');
    const { status, stdout } = place.run(...folders, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      ok: false,
      files: [],
      diagnostics: [{ file: 'specs/lamps.yaml', line: 1, severity: 'error', code: 'YAML_SYNTAX' }],
    });
  });

  test.each([
    [['--specs', 'nowhere', '--out', 'generated'], 'the specs folder nowhere does not exist or is no folder'],
    [['--specs', 'specs/lamps.yaml', '--out', 'generated'], 'the specs folder specs/lamps.yaml does not exist or is no folder'],
    [['--specs', 'specs', '--out', 'specs/lamps.yaml'], 'the output folder specs/lamps.yaml is a file'],
    [['--specs', 'specs', '--out', '.'], 'the specs folder specs and the output folder . must not be one inside the other'],
    [['--spec', 'specs'], 'unknown option --spec (see kada-codegen --help)'],
  ])('%j ends with 2 and one line', (args, message) => {
    expect(place.run(...args)).toEqual({ status: 2, stdout: '', stderr: `kada-codegen: ${message}\n` });
    const { stdout } = place.run(...args, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, failure: message });
  });

  test('tells its version and how to use it', () => {
    expect(place.run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(place.run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--specs DIR --out DIR') });
  });

  test('tells an old Node.js what to do', () => {
    const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } })`;
    const { status, stderr } = place.runNode(['--import', pretend], ...folders);
    expect(status).toBe(2);
    expect(stderr).toContain('needs Node.js 24 or newer');
    expect(stderr).toContain('npm run codegen');
  });

  test('uses no colour where the output is no terminal', () => {
    place.write('specs/lamps.yaml', 'asyncapi: [');
    expect(place.run(...folders).stdout).not.toContain('\u001b');
  });
});

describe('kada-codegen --watch', () => {
  const children: ReturnType<Workplace['start']>[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  test('generates on every save, survives errors, and ends with 0 on Ctrl-C', async () => {
    const child = place.start(...folders, '--watch', '--json');
    children.push(child);
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const reports = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => JSON.parse(String((await reports.next()).value));
    expect(await next()).toMatchObject({ ok: true });
    place.write('specs/lamps.yaml', lampDocument(200));
    expect(await next()).toMatchObject({ ok: true, counts: { errors: 0 } });
    place.write('specs/lamps.yaml', 'asyncapi: [');
    expect(await next()).toMatchObject({ ok: false, counts: { errors: 1 } });
    place.write('specs/lamps.yaml', lampDocument(300));
    expect(await next()).toMatchObject({ ok: true });
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, signal: null });
  });
});
