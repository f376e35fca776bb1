import type { Logger } from '@kada-mandiya/logger';
import { secondsOf, type Clock } from '../clock.ts';
import { currentEvent } from '../resources/events.ts';
import type { Event, WebhookEndpoint } from '../resources/objects.ts';
import type { Delivery, Store } from '../store.ts';
import type { WebhookSender } from './sender.ts';
import { signatureHeader } from './signature.ts';

/** How one attempt to deliver an event went. */
export interface DeliveryReport {
  readonly eventId: string;
  readonly eventType: string;
  readonly endpointId: string;
  readonly url: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Of the answer, where there was one. */
  readonly status?: number;
  readonly delivered: boolean;
  /** When the next attempt is due, where there is one. */
  readonly nextAttemptAt?: Date;
}

export interface DeliveryOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly sender: WebhookSender;
  /** How long an endpoint may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** The wait before the second attempt, in milliseconds; each following is twice as long, an hour at most. */
  readonly firstRetryMs: number;
  readonly onDelivery?: (report: DeliveryReport) => void;
  readonly logger?: Logger;
}

export interface Deliveries {
  /** Sends what is due, now and whenever something becomes due. */
  wake(): void;
  /** Resolves when nothing is on its way or due. What waits for another attempt is not waited for. */
  idle(): Promise<void>;
  /** Ends the attempts that are under way; they count as not made. */
  stop(): Promise<void>;
}

const atOnce = 32;
const longestWaitMs = 3_600_000;
/** Stripe tries for three days. */
const givenUpAfterMs = 3 * 86_400_000;

/** How long to wait after so many failed attempts, in milliseconds. */
export function retryDelay(attempts: number, firstRetryMs: number): number {
  return Math.min(firstRetryMs * 2 ** (attempts - 1), longestWaitMs);
}

/** Brings events to endpoints: each at least once, in no order, until it is taken or three days are over. */
export function createDeliveries(options: DeliveryOptions): Deliveries {
  const { store, clock } = options;
  const underWay = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let waiting: readonly (() => void)[] = [];
  let timer = new AbortController();
  let woken = false;

  // Everything that one turn of the event loop brings is looked up at once.
  const wake = (): void => {
    if (woken) return;
    woken = true;
    setImmediate(() => {
      woken = false;
      sendDue();
    });
  };
  const sendDue = (): void => {
    if (stopping.signal.aborted || underWay.size >= atOnce) return;
    for (const delivery of dueNow()) start(delivery);
    if (underWay.size === 0) settle();
    waitForNext();
  };
  const dueNow = (): readonly Delivery[] =>
    store
      .dueDeliveries(clock.now().getTime(), atOnce + underWay.size)
      .filter((delivery) => !underWay.has(nameOf(delivery)))
      .slice(0, atOnce - underWay.size);
  const start = (delivery: Delivery): void => {
    const attempt = attemptDelivery(options, delivery, stopping.signal).finally(() => {
      underWay.delete(nameOf(delivery));
      wake();
    });
    underWay.set(nameOf(delivery), attempt);
  };
  const settle = (): void => {
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  };
  const waitForNext = (): void => {
    timer.abort('another');
    const at = store.nextDue(clock.now().getTime());
    if (at === undefined) return;
    timer = new AbortController();
    clock.sleep(at - clock.now().getTime(), timer.signal).then(wake, () => undefined);
  };
  return {
    wake,
    idle: () =>
      new Promise((resolve) => {
        if (stopping.signal.aborted) resolve();
        waiting = [...waiting, resolve];
        wake();
      }),
    stop: async () => {
      stopping.abort();
      timer.abort();
      await Promise.all(underWay.values());
      settle();
    },
  };
}

function nameOf({ event, endpoint }: Delivery): string {
  return `${event} ${endpoint}`;
}

async function attemptDelivery(options: DeliveryOptions, delivery: Delivery, stopping: AbortSignal): Promise<void> {
  const { store } = options;
  const event = store.get('event', delivery.event);
  const endpoint = store.get('webhook_endpoint', delivery.endpoint);
  if (event === undefined || endpoint === undefined) {
    store.delivered(delivery.event, delivery.endpoint);
    return;
  }
  if (endpoint.status === 'disabled') {
    store.postpone(delivery, null);
    return;
  }
  const status = await statusOf(options, event, endpoint, stopping);
  if (stopping.aborted) return;
  const delivered = status !== undefined && status >= 200 && status < 300;
  const next = delivered ? null : nextAttempt(options, delivery);
  if (delivered) store.delivered(event.id, endpoint.id);
  else store.postpone({ ...delivery, attempts: delivery.attempts + 1 }, next);
  report(options, {
    eventId: event.id,
    eventType: event.type,
    endpointId: endpoint.id,
    url: endpoint.url,
    attempt: delivery.attempts + 1,
    ...(status !== undefined && { status }),
    delivered,
    ...(next !== null && { nextAttemptAt: new Date(next) }),
  });
}

/** The status of the endpoint's answer; undefined where there was none in time. */
async function statusOf({ store, clock, sender, timeoutMs }: DeliveryOptions, event: Event, endpoint: WebhookEndpoint, stopping: AbortSignal): Promise<number | undefined> {
  const body = JSON.stringify({ ...currentEvent(store, event), api_version: endpoint.api_version ?? event.api_version }, undefined, 2);
  const late = new AbortController();
  const inTime = new AbortController();
  clock.sleep(timeoutMs, inTime.signal).then(() => late.abort(), () => undefined);
  try {
    return await sender.post({
      url: endpoint.url,
      body,
      signature: signatureHeader(body, endpoint.secret, secondsOf(clock.now())),
      signal: AbortSignal.any([late.signal, stopping]),
    });
  } catch {
    return undefined;
  } finally {
    inTime.abort('answered');
  }
}

/** Null when it is given up. */
function nextAttempt({ clock, firstRetryMs }: DeliveryOptions, { attempts, since }: Delivery): number | null {
  const at = clock.now().getTime() + retryDelay(attempts + 1, firstRetryMs);
  return at - since > givenUpAfterMs ? null : at;
}

function report({ logger, onDelivery }: DeliveryOptions, made: DeliveryReport): void {
  const { delivered, nextAttemptAt, ...fields } = made;
  if (delivered) logger?.debug(fields, 'webhook delivered');
  else logger?.warn({ ...fields, nextAttemptAt }, nextAttemptAt === undefined ? 'webhook given up' : 'webhook not delivered');
  onDelivery?.(made);
}
