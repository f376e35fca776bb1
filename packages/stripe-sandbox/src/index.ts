export type { Intercept, InterceptedRequest, Mishap } from './api/api.ts';
export { testCards, type TestCard } from './cards.ts';
export type { Clock } from './clock.ts';
export type { KnownIntent } from './resources/payment-intents.ts';
export { startStripeSandbox, type StripeSandbox, type StripeSandboxOptions } from './sandbox.ts';
export type { DeliveryReport } from './webhooks/deliveries.ts';
