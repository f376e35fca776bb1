import { createHmac } from 'node:crypto';

/**
 * The header `Stripe-Signature` (https://docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 with the endpoint's secret over
 * the time in seconds, a dot and the bytes of the body.
 */
export function signatureHeader(body: string, secret: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
