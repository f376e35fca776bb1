import type { RunningPart, ServiceContext } from '@kada-mandiya/service-kit';
import type { PaymentFlow, PaymentTools } from './flow.ts';

export interface ChecksOptions {
  readonly flow: PaymentFlow;
  readonly tools: PaymentTools;
  readonly clock: ServiceContext<unknown>['clock'];
}

const everyMs = 60_000;
const atOnce = 20;

/**
 * Asks Stripe about payments that no webhook came for, and closes those whose cancellation or refund did not work out.
 * Several replicas may do it at once.
 */
export function startChecks(options: ChecksOptions): RunningPart {
  const { clock, tools } = options;
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  const run = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(everyMs, stopping.signal).catch(() => undefined);
      if (isStopping()) return;
      try {
        await checkDue(options, isStopping);
      } catch (error) {
        tools.log.warn({ error }, 'payments could not be checked; trying again later');
      }
    }
  };
  const running = run();
  return {
    name: 'payment checks',
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** One after the other, at a pace that Stripe allows. Each is due later afterwards, so there is an end. */
async function checkDue({ flow, tools }: ChecksOptions, isStopping: () => boolean): Promise<void> {
  for (;;) {
    const due = await tools.store.due(tools.now(), atOnce);
    for (const payment of due) {
      if (isStopping()) return;
      try {
        await flow.check(payment, tools);
      } catch (error) {
        tools.log.warn({ error, orderId: payment.orderId, correlationId: payment.correlationId }, 'a payment could not be checked; trying again later');
        await flow.postpone(payment, tools);
      }
    }
    if (due.length < atOnce) return;
  }
}
