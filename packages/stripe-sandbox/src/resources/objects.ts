import type { ErrorType } from '../errors.ts';
import type { Metadata } from '../params.ts';

export type PaymentIntentStatus =
  | 'canceled'
  | 'requires_action'
  | 'requires_capture'
  | 'requires_confirmation'
  | 'requires_payment_method'
  | 'succeeded';

export const cancellationReasons = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const;
export const captureMethods = ['automatic', 'automatic_async', 'manual'] as const;
export const refundReasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

interface Address {
  readonly city: string | null;
  readonly country: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly postal_code: string | null;
  readonly state: string | null;
}

export interface BillingDetails {
  readonly address: Address;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly tax_id: null;
}

export interface PaymentMethod {
  readonly id: string;
  readonly object: 'payment_method';
  readonly allow_redisplay: 'always' | 'limited' | 'unspecified';
  readonly billing_details: BillingDetails;
  readonly card: {
    readonly brand: string;
    readonly checks: { readonly address_line1_check: null; readonly address_postal_code_check: null; readonly cvc_check: 'fail' | 'pass' | null };
    readonly country: string;
    readonly display_brand: string;
    readonly exp_month: number;
    readonly exp_year: number;
    readonly fingerprint: string;
    readonly funding: string;
    readonly generated_from: null;
    readonly last4: string;
    readonly networks: { readonly available: string[]; readonly preferred: null };
    readonly regulated_status: 'unregulated';
    readonly three_d_secure_usage: { readonly supported: boolean };
    readonly wallet: null;
  };
  readonly created: number;
  readonly customer: null;
  readonly customer_account: null;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly type: 'card';
}

export interface PaymentError {
  readonly type: ErrorType;
  readonly message: string;
  readonly code: string;
  readonly doc_url: string;
  readonly charge?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly payment_method: PaymentMethod;
}

export type NextAction =
  | { readonly type: 'redirect_to_url'; readonly redirect_to_url: { readonly return_url: string; readonly url: string } }
  | { readonly type: 'use_stripe_sdk'; readonly use_stripe_sdk: { readonly type: 'three_d_secure_redirect'; readonly stripe_js: string } };

export interface PaymentIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly allowed_payment_method_types: string[] | null;
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly application: null;
  readonly application_fee_amount: null;
  readonly automatic_payment_methods: { readonly allow_redirects: 'always' | 'never'; readonly enabled: true } | null;
  readonly canceled_at: number | null;
  readonly cancellation_reason: (typeof cancellationReasons)[number] | null;
  readonly capture_method: (typeof captureMethods)[number];
  readonly client_secret: string;
  readonly confirmation_method: 'automatic';
  readonly created: number;
  readonly currency: string;
  readonly customer: null;
  readonly customer_account: null;
  readonly description: string | null;
  readonly excluded_payment_method_types: null;
  readonly last_payment_error: PaymentError | null;
  readonly latest_charge: string | null;
  readonly livemode: false;
  readonly managed_payments: null;
  readonly metadata: Metadata;
  readonly next_action: NextAction | null;
  readonly on_behalf_of: null;
  readonly payment_method: string | null;
  readonly payment_method_configuration_details: null;
  readonly payment_method_options: {
    readonly card: {
      readonly installments: null;
      readonly mandate_options: null;
      readonly network: null;
      readonly request_three_d_secure: 'automatic';
    };
  };
  readonly payment_method_types: string[];
  readonly payment_record: null;
  readonly processing: null;
  readonly receipt_email: string | null;
  readonly review: null;
  readonly setup_future_usage: null;
  readonly shipping: null;
  readonly source: null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly status: PaymentIntentStatus;
  readonly transfer_data: null;
  readonly transfer_group: null;
}

export interface Charge {
  readonly id: string;
  readonly object: 'charge';
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly application: null;
  readonly application_fee: null;
  readonly application_fee_amount: null;
  readonly balance_transaction: null;
  readonly billing_details: BillingDetails;
  readonly calculated_statement_descriptor: string | null;
  readonly captured: boolean;
  readonly created: number;
  readonly currency: string;
  readonly customer: null;
  readonly description: string | null;
  readonly disputed: false;
  readonly failure_balance_transaction: null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly fraud_details: Readonly<Record<string, never>>;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly on_behalf_of: null;
  readonly outcome: {
    readonly advice_code: null;
    readonly network_advice_code: null;
    readonly network_decline_code: null;
    readonly network_status: 'approved_by_network' | 'declined_by_network' | 'not_sent_to_network';
    readonly reason: string | null;
    readonly risk_level: 'highest' | 'normal';
    readonly seller_message: string;
    readonly type: 'authorized' | 'blocked' | 'issuer_declined';
  };
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly payment_method_details: { readonly type: 'card'; readonly card: ChargedCard };
  readonly receipt_email: string | null;
  readonly receipt_number: null;
  readonly receipt_url: null;
  readonly refunded: boolean;
  readonly review: null;
  readonly shipping: null;
  readonly source: null;
  readonly source_transfer: null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly status: 'failed' | 'succeeded';
  readonly transfer_data: null;
  readonly transfer_group: null;
}

interface ChargedCard {
  readonly amount_authorized: number | null;
  readonly authorization_code: null;
  readonly brand: string;
  readonly checks: PaymentMethod['card']['checks'];
  readonly country: string;
  readonly electronic_commerce_indicator: null;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly fingerprint: string;
  readonly funding: string;
  readonly installments: null;
  readonly last4: string;
  readonly mandate: null;
  readonly network: string;
  readonly network_transaction_id: null;
  readonly regulated_status: 'unregulated';
  readonly three_d_secure: {
    readonly authentication_flow: 'challenge';
    readonly electronic_commerce_indicator: '05';
    readonly exemption_indicator: null;
    readonly result: 'authenticated';
    readonly result_reason: null;
    readonly transaction_id: null;
    readonly version: '2.2.0';
  } | null;
  readonly transaction_link_id: null;
  readonly wallet: null;
}

export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly balance_transaction: null;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly customer: null;
  readonly customer_account: null;
  readonly destination_details: { readonly type: 'card'; readonly card: { readonly type: 'refund' } };
  readonly metadata: Metadata;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly reason: (typeof refundReasons)[number] | null;
  readonly receipt_number: null;
  readonly source_transfer_reversal: null;
  readonly status: 'succeeded';
  readonly transfer_reversal: null;
}

export interface Event {
  readonly id: string;
  readonly object: 'event';
  readonly api_version: string;
  readonly created: number;
  readonly data: { readonly object: Charge | PaymentIntent | Refund };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: EventType;
}

export const eventTypes = [
  'charge.captured',
  'charge.failed',
  'charge.refunded',
  'charge.succeeded',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'refund.created',
] as const;

export type EventType = (typeof eventTypes)[number];

export interface WebhookEndpoint {
  readonly id: string;
  readonly object: 'webhook_endpoint';
  readonly api_version: string | null;
  readonly application: null;
  readonly created: number;
  readonly description: string | null;
  readonly enabled_events: string[];
  readonly livemode: false;
  readonly metadata: Metadata;
  /** Shown once, when the endpoint is made. */
  readonly secret: string;
  readonly status: 'disabled' | 'enabled';
  readonly url: string;
}

/** What the bank asks its customer; Stripe has no such object in its API. */
export interface Authentication {
  readonly id: string;
  readonly object: 'authentication';
  readonly created: number;
  readonly payment_intent: string;
  readonly return_url: string | null;
}

/** What the store keeps, by `object`. */
export interface StoredObjects {
  readonly authentication: Authentication;
  readonly charge: Charge;
  readonly event: Event;
  readonly payment_intent: PaymentIntent;
  readonly payment_method: PaymentMethod;
  readonly refund: Refund;
  readonly webhook_endpoint: WebhookEndpoint;
}

export type Kind = keyof StoredObjects;
