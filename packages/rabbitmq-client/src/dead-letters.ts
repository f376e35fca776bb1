import type { Channel, GetMessage } from 'amqplib';
import { setTimeout } from 'node:timers/promises';
import type { Link } from './connection/link.ts';
import { carriedProperties, givenProperties } from './consuming/carried-properties.ts';
import { historyOf, type FailedAttempt } from './consuming/failure-policy.ts';
import { header, isWrittenByBroker, textHeader, wholeNumber, type Headers } from './consuming/headers.ts';
import { reasonOf, replyCodeOf } from './errors.ts';
import type { OutgoingMessage } from './publishing/outgoing-message.ts';
import type { Publisher } from './publishing/publisher.ts';

/** A message that no attempt could finish. */
export interface DeadLetter {
  readonly messageId?: string;
  readonly correlationId?: string;
  /** Why it is here: `invalid`, `failed`, `poison`; `broker` where the broker itself put it aside. */
  readonly kind: string;
  readonly reason: string;
  /** Where in an invalid message. */
  readonly path?: string;
  /** RFC 3339, UTC. */
  readonly firstFailedAt?: string;
  readonly failedAt?: string;
  readonly service?: string;
  /** Where it was consumed from, and goes back to; absent where the message does not say. */
  readonly queue?: string;
  /** How often it was redriven before. */
  readonly redriven: number;
  readonly history: readonly FailedAttempt[];
  readonly headers: Headers;
  readonly content: Buffer;
}

export interface DeadLetterCount {
  readonly queue: string;
  /** Undefined where there is no such queue. */
  readonly messages: number | undefined;
}

/** Which dead letters; all that are there at the start unless given. */
export interface DeadLetterSelection {
  readonly limit?: number;
  readonly messageIds?: readonly string[];
}

export interface RedriveResult {
  readonly redriven: number;
  /** What stayed, and why: nothing says where it came from, or there is no such queue any more. */
  readonly kept: readonly { readonly messageId?: string; readonly reason: string }[];
  /** Which of the ids that were asked for were not met, within the limit. */
  readonly missing: readonly string[];
}

/** What an operator does with dead-letter queues. */
export interface DeadLetters {
  list(queues: readonly string[]): Promise<readonly DeadLetterCount[]>;
  /** Reads, and leaves everything there. */
  read(queue: string, selection?: DeadLetterSelection): Promise<readonly DeadLetter[]>;
  /**
   * Puts dead letters back into the queue that they were consumed from, so that only the service that failed gets them
   * again, with all of its attempts. Each is taken out of the dead-letter queue when the broker has confirmed its copy.
   */
  redrive(queue: string, selection?: DeadLetterSelection & { readonly to?: string }): Promise<RedriveResult>;
  /** Deletes all that is there; returns how many. */
  purge(queue: string): Promise<number>;
}

type Taken = 'acknowledge' | 'keep';

/**
 * How many dead letters are on their way before the first of them is acknowledged. Few: a channel holds back
 * acknowledgements to a quorum queue beyond some 30, and forgets them when it closes (RabbitMQ 3.10).
 */
const batch = 16;

export class DeadLetterQueues implements DeadLetters {
  readonly #link: Link;
  readonly #publisher: () => Publisher;

  constructor(link: Link, publisher: () => Publisher) {
    this.#link = link;
    this.#publisher = publisher;
  }

  async list(queues: readonly string[]): Promise<readonly DeadLetterCount[]> {
    const counts: DeadLetterCount[] = [];
    for (const queue of queues) counts.push({ queue, messages: await this.#count(queue) });
    return counts;
  }

  async read(queue: string, selection: DeadLetterSelection = {}): Promise<readonly DeadLetter[]> {
    const letters: DeadLetter[] = [];
    await this.#take(queue, selection, (message) => {
      letters.push(deadLetterOf(message));
      return Promise.resolve('keep');
    });
    return letters;
  }

  async redrive(
    queue: string,
    { to, ...selection }: DeadLetterSelection & { readonly to?: string } = {},
  ): Promise<RedriveResult> {
    let redriven = 0;
    const kept: { readonly messageId?: string; readonly reason: string }[] = [];
    const missing = new Set(selection.messageIds);
    await this.#take(queue, selection, async (message) => {
      const letter = deadLetterOf(message);
      if (letter.messageId !== undefined) missing.delete(letter.messageId);
      const keep = (reason: string): Taken => {
        kept.push({ ...(letter.messageId === undefined ? {} : { messageId: letter.messageId }), reason });
        return 'keep';
      };
      const target = to ?? letter.queue;
      if (target === undefined) return keep('nothing says which queue it came from: name one');
      if (target === queue) return keep('it came from this queue');
      try {
        await this.#publisher().send(redrivenCopy(message, letter, target));
      } catch (thrown) {
        return keep(reasonOf(thrown));
      }
      redriven += 1;
      return 'acknowledge';
    });
    this.#link.logger.info({ queue, redriven, kept: kept.length }, 'dead letters were redriven');
    return { redriven, kept, missing: [...missing] };
  }

  async purge(queue: string): Promise<number> {
    const { messageCount } = await this.#onChannel((channel) => channel.purgeQueue(queue));
    this.#link.logger.warn({ queue, deleted: messageCount }, 'dead letters were deleted');
    return messageCount;
  }

  async #count(queue: string): Promise<number | undefined> {
    try {
      const { messageCount } = await this.#onChannel((channel) => channel.checkQueue(queue));
      return messageCount;
    } catch (thrown) {
      if (replyCodeOf(thrown) === 404) return undefined;
      throw thrown;
    }
  }

  /** Takes what is there now, one after the other, and puts back what `decide` keeps. */
  #take(
    queue: string,
    { limit = Infinity, messageIds }: DeadLetterSelection,
    decide: (message: GetMessage) => Promise<Taken>,
  ): Promise<void> {
    const wanted = messageIds === undefined ? undefined : new Set(messageIds);
    return this.#onChannel(async (channel) => {
      const { messageCount } = await channel.checkQueue(queue);
      let gone = 0;
      let deciding: Promise<boolean>[] = [];
      const decided = async (): Promise<void> => {
        gone += (await Promise.all(deciding)).filter(Boolean).length;
        deciding = [];
      };
      for (let taken = 0, seen = 0; seen < messageCount && taken < limit; seen += 1) {
        const message = await channel.get(queue);
        if (message === false) break;
        if (wanted?.has(String(message.properties.messageId)) === false) continue;
        taken += 1;
        deciding.push(acknowledgeWhere(channel, message, decide(message)));
        if (deciding.length >= batch) await decided();
      }
      await decided();
      channel.nackAll(true);
      await untilBack(channel, queue, messageCount - gone);
    });
  }

  async #onChannel<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
    const model = await this.#link.opened();
    const channel = await model.createChannel();
    channel.on('error', () => undefined);
    try {
      return await work(channel);
    } finally {
      // The broker has closed it where it refused something.
      await closeChannel(channel);
    }
  }
}

/** Gives whether it is gone. */
async function acknowledgeWhere(channel: Channel, message: GetMessage, decision: Promise<Taken>): Promise<boolean> {
  if ((await decision) !== 'acknowledge') return false;
  channel.ack(message);
  return true;
}

/**
 * A quorum queue puts messages back a moment after it was told to: who looks again at once would miss them. Not for long,
 * since somebody else may have taken them.
 */
async function untilBack(channel: Channel, queue: string, expected: number): Promise<void> {
  for (let look = 0; look < 40; look += 1) {
    if ((await channel.checkQueue(queue)).messageCount >= expected) return;
    await setTimeout(25);
  }
}

async function closeChannel(channel: Channel): Promise<void> {
  try {
    await channel.close();
  } catch {
    // It is closed.
  }
}

function deadLetterOf({ properties, content }: GetMessage): DeadLetter {
  const headers: Headers = properties.headers ?? {};
  const { messageId, correlationId } = givenProperties(properties);
  const kind = textHeader(headers, header.kind);
  const path = textHeader(headers, header.path);
  const firstFailedAt = textHeader(headers, header.firstFailedAt);
  const failedAt = textHeader(headers, header.failedAt);
  const service = textHeader(headers, header.service);
  const queue = textHeader(headers, header.queue) ?? textHeader(headers, 'x-first-death-queue');
  return {
    ...(typeof messageId === 'string' ? { messageId } : {}),
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
    kind: kind ?? 'broker',
    reason: textHeader(headers, header.reason) ?? textHeader(headers, 'x-first-death-reason') ?? 'unknown',
    ...(path === undefined ? {} : { path }),
    ...(firstFailedAt === undefined ? {} : { firstFailedAt }),
    ...(failedAt === undefined ? {} : { failedAt }),
    ...(service === undefined ? {} : { service }),
    ...(queue === undefined ? {} : { queue }),
    redriven: wholeNumber(headers, header.redriven, 1) ?? 0,
    history: historyOf(headers),
    headers,
    content,
  };
}

/** With its history, and the first of its attempts before it. */
function redrivenCopy(message: GetMessage, letter: DeadLetter, queue: string): OutgoingMessage {
  const headers = Object.fromEntries(Object.entries(letter.headers).filter(([name]) => !isOfOneLife(name)));
  return {
    ...carriedProperties(message.properties),
    exchange: '',
    routingKey: queue,
    content: message.content,
    mandatory: true,
    headers: { ...headers, [header.redriven]: letter.redriven + 1 },
  };
}

/** Counts of attempts and deliveries, and what the broker writes when it puts a message aside. */
function isOfOneLife(name: string): boolean {
  return name === header.attempt || isWrittenByBroker(name);
}
