'use client';

import type { PaymentIntentResult } from '@stripe/stripe-js';
import { useRouter } from 'next/navigation';
import { useEffect, useState, type ReactNode, type SubmitEvent } from 'react';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import styles from './payment-form.module.css';
import { Preparing } from './preparing.tsx';
import { settlementOf } from './settlement.ts';
import { usePaymentElement, type PaymentElementOptions } from './use-payment-element.ts';

export interface PaymentFormProps extends PaymentElementOptions {
  readonly orderId: string;
  /** The amount, as it is written. */
  readonly amount: string;
  /** Why the last attempt failed, in the bank's words. */
  readonly failure: string | undefined;
  /** Back from a page of the bank: how it went there is still to be asked. */
  readonly returned: boolean;
}

/** Takes a card with Stripe's Payment Element. What was declined can be tried again with another card, on the same payment. */
export function PaymentForm({ orderId, amount, failure, returned, ...options }: PaymentFormProps): ReactNode {
  const { place, state, retry } = usePaymentElement(options);
  const { paying, refusal, settle } = useSettling(orderId, returned ? undefined : failure);
  const { clientSecret } = options;
  const stripe = state.kind === 'ready' ? state.stripe : undefined;
  useEffect(() => {
    if (returned && stripe !== undefined) void settle(() => stripe.retrievePaymentIntent(clientSecret));
  }, [returned, stripe, clientSecret]);
  const pay = (event: SubmitEvent): void => {
    event.preventDefault();
    if (state.kind !== 'ready' || paying) return;
    const { elements } = state;
    void settle(() => state.stripe.confirmPayment({ elements, confirmParams: { return_url: `${location.origin}/orders/${orderId}/pay` }, redirect: 'if_required' }));
  };
  return (
    <form className={styles.form} onSubmit={pay} aria-label="Payment">
      <div className={styles.element}>
        {state.kind === 'loading' ? <Preparing>The card form is on its way …</Preparing> : null}
        <div ref={place} />
      </div>
      <noscript>
        <Notice tone="warn">Cards are taken by a form that needs scripts. Please allow them for this page.</Notice>
      </noscript>
      {state.kind === 'failed' ? (
        <Notice tone="bad" title="You cannot pay at the moment">
          <p>{state.message}</p>
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        </Notice>
      ) : null}
      {refusal === undefined ? null : (
        <Notice tone="bad" title="Not paid">
          {refusal}
        </Notice>
      )}
      <Button type="submit" look="primary" size="large" wide disabled={state.kind !== 'ready' || paying}>
        {paying ? 'Paying …' : `Pay ${amount}`}
      </Button>
    </form>
  );
}

interface Settling {
  readonly paying: boolean;
  /** Why it was not paid, to be shown. */
  readonly refusal: string | undefined;
  /** Waits for what Stripe.js says, and goes on to the order when it is paid. */
  readonly settle: (ask: () => Promise<PaymentIntentResult>) => Promise<void>;
}

function useSettling(orderId: string, failure: string | undefined): Settling {
  const router = useRouter();
  const [paying, setPaying] = useState(false);
  const [refusal, setRefusal] = useState(failure);
  const settle: Settling['settle'] = async (ask) => {
    setPaying(true);
    setRefusal(undefined);
    const settlement = settlementOf(await ask());
    if (settlement.kind === 'settled') {
      router.replace(`/orders/${orderId}?confirmed`);
      return;
    }
    setPaying(false);
    if (settlement.kind === 'refused') setRefusal(settlement.message);
  };
  return { paying, refusal, settle };
}
