import { anything, flag, integer, list, matching, object, oneOf, referable, text, type Rule } from './rule.ts';

const protocols = [
  'http',
  'ws',
  'amqp1',
  'mqtt',
  'mqtt5',
  'kafka',
  'anypointmq',
  'nats',
  'jms',
  'sns',
  'sqs',
  'stomp',
  'redis',
  'mercure',
  'ibmmq',
  'solace',
  'googlepubsub',
  'pulsar',
  'ros2',
];

/** Bindings by protocol. Those of AMQP 0-9-1 have a grammar here; those of others are left to who reads them. */
export function bindings(amqp: Rule): Rule {
  const others = protocols.map((protocol) => [protocol, anything] as const);
  return referable(
    object('a bindings object', {
      amqp: amqp.kind === 'anything' ? amqp : referable(amqp),
      ...Object.fromEntries(others),
    }),
  );
}

const name = matching(/^.{0,255}$/su, 'at most 255 characters');

// AMQP bindings 0.3.0: https://github.com/asyncapi/bindings/tree/master/amqp
const queueOrExchange = { name, durable: flag, autoDelete: flag, vhost: text };

export const amqpChannel: Rule = object('an AMQP channel binding', {
  is: oneOf('routingKey', 'queue'),
  exchange: object('an exchange', {
    ...queueOrExchange,
    type: oneOf('topic', 'direct', 'fanout', 'default', 'headers'),
  }),
  queue: object('a queue', { ...queueOrExchange, exclusive: flag }),
  bindingVersion: text,
});

export const amqpOperation: Rule = object('an AMQP operation binding', {
  expiration: integer(0, Number.MAX_SAFE_INTEGER),
  userId: text,
  cc: list(text),
  priority: integer(0, 255),
  deliveryMode: integer(1, 2),
  mandatory: flag,
  bcc: list(text),
  replyTo: text,
  timestamp: flag,
  ack: flag,
  bindingVersion: text,
});

export const amqpMessage: Rule = object('an AMQP message binding', {
  contentEncoding: text,
  messageType: text,
  bindingVersion: text,
});
