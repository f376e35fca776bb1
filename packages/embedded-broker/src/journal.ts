import { open, rename, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeRecord, type JournalRecord, type TopologyChange } from './journal-records.ts';
import { readJournal, restoreMessages, restoreTopology } from './journal-recovery.ts';
import { snapshotOf } from './journal-snapshot.ts';
import { bindingFields, exchangeFields, policyFields, queueFields } from './journal-topology.ts';
import type { Table } from './methods.ts';
import type { Binding, Exchange, Message, Policy, QueueDeclaration } from './model.ts';
import type { Place, Recorder, StoredPlace } from './recorder.ts';
import type { VirtualHost } from './vhost.ts';

export interface JournalEvents {
  /** More of the journal is on disk. */
  flushed(): void;
  /** So many bytes at the end were no whole records, and are gone. */
  cut(bytes: number): void;
  /** Nothing can be written any more. */
  failed(error: Error): void;
}

/** A journal shorter than this is not rewritten, in bytes. */
const COMPACTED_FROM = 16 * 1024 * 1024;
const WRITTEN_AT_ONCE = 1024 * 1024;

/**
 * Opens the journal of a virtual host in a folder, rebuilds from it what it keeps, and records from then on. A tail that
 * was not completely written is cut off.
 */
export async function openJournal(folder: string, vhost: VirtualHost, events: JournalEvents): Promise<Journal> {
  const file = join(folder, `${encodeURIComponent(vhost.name)}.journal`);
  await (await open(file, 'a')).close();
  const { recovered, goodBytes } = await readJournal(file);
  const { size } = await stat(file);
  if (size > goodBytes) events.cut(size - goodBytes);
  const handle = await open(file, 'r+');
  await handle.truncate(goodBytes);
  restoreTopology(vhost, recovered);
  const journal = new Journal(file, vhost, events, { handle, bytes: goodBytes });
  vhost.recordTo(journal);
  restoreMessages(vhost, recovered);
  return journal;
}

/** Owns the file: collects records, writes and syncs them in groups, and rewrites the file when most of it is history. */
export class Journal implements Recorder {
  recorded = 0;
  durable = 0;
  failed = false;
  readonly #file: string;
  readonly #vhost: VirtualHost;
  readonly #events: JournalEvents;
  #handle: FileHandle;
  #bytes: number;
  #compactAt: number;
  #pending: Buffer[] = [];
  #writing: Promise<void> | undefined;

  constructor(file: string, vhost: VirtualHost, events: JournalEvents, opened: { readonly handle: FileHandle; readonly bytes: number }) {
    this.#file = file;
    this.#vhost = vhost;
    this.#events = events;
    this.#handle = opened.handle;
    this.#bytes = opened.bytes;
    this.#compactAt = Math.max(COMPACTED_FROM, opened.bytes + 1);
  }

  exchangeDeclared(exchange: Exchange): void {
    this.#topology('exchange', exchangeFields(exchange));
  }

  exchangeDeleted(name: string): void {
    this.#topology('no-exchange', { name });
  }

  queueDeclared(id: number, queue: QueueDeclaration): void {
    this.#topology('queue', queueFields(id, queue));
  }

  queueDeleted(id: number): void {
    this.#topology('no-queue', { id });
  }

  bound(binding: Binding): void {
    this.#topology('binding', bindingFields(binding));
  }

  unbound(binding: Binding): void {
    this.#topology('no-binding', bindingFields(binding));
  }

  policySet(policy: Policy): void {
    this.#topology('policy', policyFields(policy));
  }

  policyDeleted(name: string): void {
    this.#topology('no-policy', { name });
  }

  published(message: Message, places: readonly StoredPlace[]): void {
    this.#record({ kind: 'published', message, places });
  }

  delivered(place: Place, returns: number): void {
    this.#record({ kind: 'delivered', place, returns });
  }

  settled(place: Place): void {
    this.#record({ kind: 'settled', place });
  }

  /** Rewrites the file now, with only what is still needed. */
  async compact(): Promise<void> {
    this.#compactAt = 0;
    this.#start();
    await this.#writing;
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    await this.#handle.close();
  }

  #topology(what: TopologyChange, fields: Table): void {
    this.#record({ kind: 'topology', what, fields });
  }

  #record(record: JournalRecord): void {
    this.recorded++;
    if (this.failed) return;
    this.#pending.push(encodeRecord(record));
    this.#start();
  }

  #start(): void {
    this.#writing ??= this.#write();
  }

  /** Records that come while a group is being written make up the next group. */
  async #write(): Promise<void> {
    // What this turn of the event loop still brings belongs to the first group.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#pending.length > 0 || this.#bytes >= this.#compactAt) {
        const upTo = this.recorded;
        const group = this.#pending;
        this.#pending = [];
        if (this.#bytes >= this.#compactAt) await this.#rewrite();
        else await this.#append(group);
        this.durable = upTo;
        this.#events.flushed();
      }
    } catch (failure) {
      this.failed = true;
      this.#pending = [];
      this.#events.flushed();
      this.#events.failed(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      this.#writing = undefined;
    }
  }

  async #append(group: readonly Buffer[]): Promise<void> {
    const bytes = Buffer.concat(group);
    await writeAll(this.#handle, bytes, this.#bytes);
    await this.#handle.datasync();
    this.#bytes += bytes.length;
  }

  /** What waited to be written is part of the state that is written now. */
  async #rewrite(): Promise<void> {
    const records = snapshotOf(this.#vhost);
    const temporary = `${this.#file}.new`;
    const handle = await open(temporary, 'w+');
    const bytes = await writeRecords(handle, records);
    await handle.datasync();
    await rename(temporary, this.#file);
    await syncFolderOf(this.#file);
    await this.#handle.close();
    this.#handle = handle;
    this.#bytes = bytes;
    this.#compactAt = Math.max(COMPACTED_FROM, bytes * 2);
  }
}

async function writeRecords(handle: FileHandle, records: readonly JournalRecord[]): Promise<number> {
  let written = 0;
  let group: Buffer[] = [];
  let groupBytes = 0;
  const flush = async (): Promise<void> => {
    await writeAll(handle, Buffer.concat(group), written);
    written += groupBytes;
    group = [];
    groupBytes = 0;
  };
  for (const record of records) {
    const bytes = encodeRecord(record);
    group.push(bytes);
    groupBytes += bytes.length;
    if (groupBytes >= WRITTEN_AT_ONCE) await flush();
  }
  await flush();
  return written;
}

/** A write may take only a part. */
async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** A rename is on disk when its folder is. Windows opens no folders, and needs none of this. */
async function syncFolderOf(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(join(file, '..'), 'r');
  await folder.sync();
  await folder.close();
}
