import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Confirms } from '../src/confirms.ts';
import { FrameReader, FrameWriter } from '../src/framing.ts';
import { Journal, openJournal } from '../src/journal.ts';
import { lockFolder } from '../src/journal-lock.ts';
import { VirtualHost } from '../src/vhost.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-broker-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NACK = '60.120';

test('publishers are refused what a journal cannot write', async () => {
  const file = join(folder, 'journal');
  await writeFile(file, '');
  // Opened for reading: every write fails, as on a full disk.
  const handle = await open(file, 'r');
  const failed = Promise.withResolvers<Error>();
  const events: string[] = [];
  const journal = new Journal(
    file,
    new VirtualHost('/'),
    { flushed: () => events.push('flushed'), cut: () => undefined, failed: (error) => failed.resolve(error) },
    { handle, bytes: 0 },
  );
  const confirms = new Confirms();
  journal.exchangeDeleted('any');
  confirms.add(true, journal.recorded);
  expect(sent(confirms, journal)).toEqual([]);

  expect((await failed.promise).message).toContain('EBADF');

  expect(events).toEqual(['flushed']);
  expect(sent(confirms, journal)).toEqual([NACK]);
  await journal.close();
});

function sent(confirms: Confirms, journal: Journal): string[] {
  const output = new FrameWriter();
  confirms.send(output, 1, journal);
  const methods: string[] = [];
  const reader = new FrameReader(4096, (_type, _channel, payload) => methods.push(`${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`));
  for (const part of output.take()) reader.read(part);
  return methods;
}

test('a journal says how much of its end was cut off', async () => {
  await writeFile(join(folder, '%2F.journal'), 'no journal');
  const cuts: number[] = [];
  const events = { flushed: () => undefined, cut: (bytes: number) => cuts.push(bytes), failed: () => undefined };
  await (await openJournal(folder, new VirtualHost('/'), events)).close();
  expect(cuts).toEqual(['no journal'.length]);
});

test('the lock of a process whose number another one has now is no lock', async () => {
  await writeFile(join(folder, 'lock'), `${process.ppid} 1`);
  await (await lockFolder(folder))();
});

test('the lock of a living process is one', async () => {
  await writeFile(join(folder, 'lock'), String(process.ppid));
  await expect(lockFolder(folder)).rejects.toThrow(`process ${process.ppid} uses the journal`);
});
