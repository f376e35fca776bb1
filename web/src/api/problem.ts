import { unstable_rethrow as rethrowOfNext } from 'next/navigation';
import type { Problem } from '@kada-mandiya/http-contracts/order-service';

export type { Problem };

/** What a form shows after it was refused: a sentence for all of it, and one for each field that is at fault. */
export interface Refusal {
  readonly message: string;
  /** By the field's name in the request's body: `email`, `items/0/quantity`. */
  readonly fields: Readonly<Record<string, string>>;
  /** The kind of problem, for programs. */
  readonly code?: string;
  /** To be told to whoever looks into it. */
  readonly correlationId?: string;
}

/** A problem document (RFC 9457) as a form shows it. */
export function refusalOf(problem: Problem): Refusal {
  const faults = (problem.errors ?? []).flatMap(({ pointer, message }) => (pointer.startsWith('/body/') ? [[pointer.slice('/body/'.length), message] as const] : []));
  return {
    message: problem.detail ?? problem.title,
    fields: Object.fromEntries(faults),
    ...(problem.code === undefined ? {} : { code: problem.code }),
    correlationId: problem.correlationId,
  };
}

/** What a page or a form shows where there was no answer at all. */
export const noAnswer: Refusal = { message: 'The shop does not answer at the moment. Nothing was changed; please try again.', fields: {} };

/** An answer that a page has no place for: it shows the error page, with the id to ask about. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly problem: Problem;
  /** All that Next lets the error page know of an error: here, the id to ask about. */
  get digest(): string {
    return this.problem.correlationId;
  }

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.title} (${problem.correlationId})`);
    this.problem = problem;
  }
}

/** No answer at all, or not in time: the gateway cannot be reached. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly digest = noAnswerDigest;

  constructor(cause: unknown) {
    super('the public API does not answer', { cause });
  }
}

/** By which the error page knows that there was no answer. */
export const noAnswerDigest = 'no-answer';

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: Problem;
}

/**
 * The data of an answer.
 *
 * @throws UnexpectedAnswer for every problem; NoAnswer where there is none
 */
export async function answered<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error } = await arrival(call);
  if (data !== undefined) return data;
  throw error === undefined ? new Error('an answer without a body') : new UnexpectedAnswer(error);
}

/** The data of an answer, or `undefined` where there is no such thing (404). */
export async function found<Data>(call: Promise<Answer<Data>>): Promise<Data | undefined> {
  const { data, error } = await arrival(call);
  if (data !== undefined) return data;
  if (error?.status === 404) return undefined;
  throw error === undefined ? new Error('an answer without a body') : new UnexpectedAnswer(error);
}

async function arrival<Data>(call: Promise<Answer<Data>>): Promise<Answer<Data>> {
  try {
    return await call;
  } catch (error) {
    rethrowOfNext(error);
    throw new NoAnswer(error);
  }
}

/** What became of a call that a form made: its data, or what the form shows. Never throws for want of an answer. */
export async function outcomeOf<Data>(call: Promise<Answer<Data>>): Promise<{ readonly data: Data } | { readonly refusal: Refusal }> {
  try {
    const { data, error } = await call;
    if (error !== undefined) return { refusal: refusalOf(error) };
    return data === undefined ? { refusal: noAnswer } : { data };
  } catch (error) {
    rethrowOfNext(error);
    return { refusal: noAnswer };
  }
}
