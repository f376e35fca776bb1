export type { Backoff } from './connection/backoff.ts';
export { brokerAddress, type BrokerAddress } from './connection/broker-address.ts';
export { connectFailure } from './connection/connect-failure.ts';
export type {
  ConsumeOptions,
  Consumer,
  ConsumerCounts,
  Delivery,
  Ending,
  GroupHandler,
  Handler,
  Observation,
  Outcome,
  Received,
} from './consuming/delivery.ts';
export { inContextOf } from './consuming/dispatch.ts';
export type { FailedAttempt } from './consuming/failure-policy.ts';
export { header, type FailureKind } from './consuming/headers.ts';
export type {
  DeadLetter,
  DeadLetterCount,
  DeadLetters,
  DeadLetterSelection,
  RedriveResult,
} from './dead-letters.ts';
export { createEnvelope, type Envelope, type EnvelopeOptions } from './envelope.ts';
export {
  ClosedError,
  ConnectError,
  ConsumeRefusedError,
  InvalidEventError,
  PublishRejectedError,
  UnroutableEventError,
} from './errors.ts';
export { connect, type ConnectOptions, type Messaging } from './messaging.ts';
export { messageOf, type OutgoingMessage } from './publishing/outgoing-message.ts';
export type { Publisher, PublishOptions } from './publishing/publisher.ts';
