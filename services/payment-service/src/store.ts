import { insertOrUpdate, isDatabaseError, page, type Database, type MessagingTables, type Unit } from '@kada-mandiya/database';
import type { Payment } from './payment.ts';

/** payment-service's tables. */
export interface PaymentTables extends MessagingTables {
  readonly payments: PaymentRow;
  readonly handled: Handled & { readonly handledAt: string };
}

/** Something of Stripe's that has had its effect: a webhook event, or a failed attempt that was told of. */
interface Handled {
  /** Stripe's. */
  readonly id: string;
  readonly orderId: string;
  readonly what: string;
}

interface PaymentRow {
  readonly orderId: string;
  readonly userId: string;
  readonly amount: number;
  readonly currency: string;
  readonly correlationId: string;
  readonly status: Payment['status'];
  readonly closing: boolean;
  readonly intentId: string | null;
  readonly clientSecret: string | null;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly reportedAt: number;
  readonly checkAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PaymentReads {
  find(orderId: string): Promise<Payment | undefined>;
  /** At most `limit` payments that are to be checked by then, the longest due first. */
  due(now: Date, limit: number): Promise<readonly Payment[]>;
}

export interface PaymentStore {
  /** The payment of that order, which is the given one if there was none. Nobody else changes it before this transaction has ended. */
  begin(payment: Payment): Promise<Payment>;
  /** A payment that is there; nobody else changes it before this transaction has ended. */
  take(orderId: string): Promise<Payment>;
  save(payment: Payment): Promise<void>;
  /** Whether it is new; from now on it is not. */
  handle(handled: Handled, now: Date): Promise<boolean>;
  /** Forgets what was handled before. Gives the number. */
  forgetHandled(before: Date): Promise<number>;
}

export function makeReads(read: Database<PaymentTables>['read']): PaymentReads {
  const payments = read.selectFrom('payments').selectAll();
  return {
    async find(orderId) {
      const row = await payments.where('orderId', '=', orderId).executeTakeFirst();
      return row === undefined ? undefined : paymentOf(row);
    },
    async due(now, limit) {
      const due = payments.where('checkAt', '<=', now.toISOString()).orderBy('checkAt').orderBy('orderId');
      return (await page(due, { limit }).execute()).map(paymentOf);
    },
  };
}

export function makeStore(unit: Unit<PaymentTables>): PaymentStore {
  const { db } = unit;
  const get = async (orderId: string): Promise<Payment> =>
    paymentOf(await db.selectFrom('payments').selectAll().where('orderId', '=', orderId).executeTakeFirstOrThrow());
  return {
    async begin(payment) {
      await insertOrUpdate(unit, {
        update: (inner) => lock(inner, payment.orderId),
        insert: (inner) => inner.db.insertInto('payments').values(rowOf(payment)).execute(),
      });
      return get(payment.orderId);
    },
    async take(orderId) {
      await lock(unit, orderId);
      return get(orderId);
    },
    async save(payment) {
      const { orderId, ...columns } = rowOf(payment);
      await db.updateTable('payments').set(columns).where('orderId', '=', orderId).execute();
    },
    async handle(handled, now) {
      try {
        await unit.savepoint((inner) => inner.db.insertInto('handled').values({ ...handled, handledAt: now.toISOString() }).execute());
        return true;
      } catch (error) {
        if (isDatabaseError(error, 'unique-violation')) return false;
        throw error;
      }
    },
    async forgetHandled(before) {
      return Number((await db.deleteFrom('handled').where('handledAt', '<', before.toISOString()).executeTakeFirstOrThrow()).numDeletedRows);
    },
  };
}

/** Changes nothing, but holds the row: of two reports at once the second sees what the first has made. Gives how many rows. */
async function lock({ db }: Unit<PaymentTables>, orderId: string): Promise<number> {
  const query = db.updateTable('payments').set((eb) => ({ updatedAt: eb.ref('updatedAt') }));
  return Number((await query.where('orderId', '=', orderId).executeTakeFirstOrThrow()).numUpdatedRows);
}

function rowOf({ intent, failure, checkAt, ...rest }: Payment): PaymentRow {
  return {
    ...rest,
    intentId: intent?.intentId ?? null,
    clientSecret: intent?.clientSecret ?? null,
    failureCode: failure?.failureCode ?? null,
    failureMessage: failure?.failureMessage ?? null,
    checkAt: checkAt ?? null,
  };
}

function paymentOf({ intentId, clientSecret, failureCode, failureMessage, checkAt, ...rest }: PaymentRow): Payment {
  return {
    ...rest,
    intent: intentId === null || clientSecret === null ? undefined : { intentId, clientSecret },
    failure: failureCode === null || failureMessage === null ? undefined : { failureCode, failureMessage },
    checkAt: checkAt ?? undefined,
  };
}
