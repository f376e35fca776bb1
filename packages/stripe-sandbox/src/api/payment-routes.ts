import { ApiError, noSuch, PaymentRefused } from '../errors.ts';
import { text, type Params } from '../params.ts';
import type { PaymentIntent } from '../resources/objects.ts';
import { confirmParams, createParams, updateParams } from '../resources/payment-intent-params.ts';
import {
  cancelIntent,
  cancelParams,
  captureIntent,
  captureParams,
  confirmIntent,
  createIntent,
  intentOf,
  intentWithSecret,
  publicIntent,
  updateIntent,
  type Access,
} from '../resources/payment-intents.ts';
import { createPaymentMethod, paymentMethodOf, paymentMethodParams } from '../resources/payment-methods.ts';
import { createRefund, refundParams } from '../resources/refunds.ts';
import type { Unit } from '../unit.ts';
import { listOf, listParams } from './lists.ts';
import { route, type Route } from './routes.ts';

const intents = '/v1/payment_intents';

const intentRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: intents,
    params: createParams,
    answer: (unit, { params }) => paidOrRefused(createIntent(unit, params), 'secret'),
  }),
  route({
    method: 'GET',
    path: intents,
    params: listParams,
    answer: (unit, { params }) => listOf(unit, { kind: 'payment_intent', url: intents, params }),
  }),
  route({
    method: 'GET',
    path: `${intents}/:id`,
    access: 'publishable',
    params: { client_secret: text() },
    answer: (unit, call) => shown(intentFor(unit, call), call.access),
  }),
  route({
    method: 'POST',
    path: `${intents}/:id/confirm`,
    access: 'publishable',
    params: confirmParams,
    answer: (unit, call) => {
      const { client_secret: _, ...params } = call.params;
      const intent = intentFor(unit, call);
      return shown(paidOrRefused(forWhoAsks(intent, call.access, () => confirmIntent(unit, intent, params)), call.access), call.access);
    },
  }),
  route({
    method: 'POST',
    path: `${intents}/:id/capture`,
    params: captureParams,
    answer: (unit, { id, params }) => captureIntent(unit, intentOf(unit, id), params),
  }),
  route({
    method: 'POST',
    path: `${intents}/:id/cancel`,
    params: cancelParams,
    answer: (unit, { id, params }) => cancelIntent(unit, intentOf(unit, id), params),
  }),
  route({
    method: 'POST',
    path: `${intents}/:id`,
    params: updateParams,
    answer: (unit, { id, params }) => updateIntent(unit, intentOf(unit, id), params),
  }),
];

/** A browser has to know the secret; a server that gives one means it too. */
function intentFor(unit: Unit, { id, access, params }: { id: string; access: Access; params: Params<{ client_secret: ReturnType<typeof text> }> }): PaymentIntent {
  if (access === 'secret' && params.client_secret === undefined) return intentOf(unit, id);
  return intentWithSecret(unit, id, params.client_secret);
}

function shown(intent: PaymentIntent, access: Access): object {
  return access === 'secret' ? intent : publicIntent(intent);
}

/** What is refused with the intent shows no more of it than its reader may see. */
function forWhoAsks(intent: PaymentIntent, access: Access, confirm: () => PaymentIntent): PaymentIntent {
  try {
    return confirm();
  } catch (error) {
    if (!(error instanceof ApiError) || error.error.payment_intent === undefined) throw error;
    throw new ApiError({ ...error.error, status: error.status, payment_intent: shown(intent, access) });
  }
}

/** @throws PaymentRefused where the confirmation just now failed. */
function paidOrRefused(intent: PaymentIntent, access: Access): PaymentIntent {
  const error = intent.last_payment_error;
  if (error === null) return intent;
  throw new PaymentRefused({ ...error, status: 402, payment_intent: shown(intent, access) });
}

const charges = '/v1/charges';
const refunds = '/v1/refunds';
const methods = '/v1/payment_methods';
const ofIntent = { payment_intent: text() };
const parentOf = (parent: string | undefined): object => (parent === undefined ? {} : { filter: { parent } });

const otherRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: methods,
    access: 'publishable',
    params: paymentMethodParams,
    answer: (unit, { params }) => createPaymentMethod(unit, params),
  }),
  route({ method: 'GET', path: `${methods}/:id`, params: {}, answer: (unit, { id }) => paymentMethodOf(unit, id) }),
  route({
    method: 'GET',
    path: charges,
    params: { ...listParams, ...ofIntent },
    answer: (unit, { params: { payment_intent: parent, ...params } }) => listOf(unit, { kind: 'charge', url: charges, params, ...parentOf(parent) }),
  }),
  route({
    method: 'GET',
    path: `${charges}/:id`,
    params: {},
    answer: ({ store }, { id }) => {
      const charge = store.get('charge', id);
      if (charge === undefined) throw noSuch('charge', id, 'id');
      return charge;
    },
  }),
  route({ method: 'POST', path: refunds, params: refundParams, answer: (unit, { params }) => createRefund(unit, params) }),
  route({
    method: 'GET',
    path: refunds,
    params: { ...listParams, ...ofIntent, charge: text() },
    answer: (unit, { params: { payment_intent: intent, charge, ...params } }) => {
      // One charge of an intent succeeds at most: its refunds are the intent's.
      const parent = charge === undefined ? intent : (unit.store.get('charge', charge)?.payment_intent ?? missingCharge(charge));
      return listOf(unit, { kind: 'refund', url: refunds, params, ...parentOf(parent) });
    },
  }),
  route({
    method: 'GET',
    path: `${refunds}/:id`,
    params: {},
    answer: ({ store }, { id }) => {
      const refund = store.get('refund', id);
      if (refund === undefined) throw noSuch('refund', id, 'id');
      return refund;
    },
  }),
];

function missingCharge(id: string): never {
  throw noSuch('charge', id, 'charge');
}

export const paymentRoutes: readonly Route[] = [...intentRoutes, ...otherRoutes];
