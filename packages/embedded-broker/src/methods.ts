/** A value of a field table, as amqplib decodes it; `{ '!': type, value }` names a type of the wire. */
export type FieldValue = string | number | boolean | null | Buffer | TypedValue | readonly FieldValue[] | Table;
interface TypedValue {
  readonly '!': string;
  readonly value: number | { readonly places: number; readonly digits: number };
}
export interface Table {
  readonly [key: string]: FieldValue | undefined;
}

export type Fields<T> = Readonly<T>;
type None = Readonly<Record<string, never>>;

/** The methods that a client may send (AMQP 0-9-1 and RabbitMQ's extensions) with their fields. */
export interface ClientMethods {
  ConnectionStartOk: { clientProperties: Table; mechanism: string; response: Buffer; locale: string };
  ConnectionTuneOk: { channelMax: number; frameMax: number; heartbeat: number };
  ConnectionOpen: { virtualHost: string };
  ConnectionClose: { replyCode: number; replyText: string; classId: number; methodId: number };
  ConnectionCloseOk: None;
  ConnectionUpdateSecret: { newSecret: Buffer; reason: string };
  ChannelOpen: None;
  ChannelFlow: { active: boolean };
  ChannelFlowOk: { active: boolean };
  ChannelClose: { replyCode: number; replyText: string; classId: number; methodId: number };
  ChannelCloseOk: None;
  AccessRequest: None;
  ExchangeDeclare: {
    exchange: string;
    type: string;
    passive: boolean;
    durable: boolean;
    autoDelete: boolean;
    internal: boolean;
    nowait: boolean;
    arguments: Table;
  };
  ExchangeDelete: { exchange: string; ifUnused: boolean; nowait: boolean };
  ExchangeBind: { destination: string; source: string; routingKey: string; nowait: boolean; arguments: Table };
  ExchangeUnbind: { destination: string; source: string; routingKey: string; nowait: boolean; arguments: Table };
  QueueDeclare: {
    queue: string;
    passive: boolean;
    durable: boolean;
    exclusive: boolean;
    autoDelete: boolean;
    nowait: boolean;
    arguments: Table;
  };
  QueueBind: { queue: string; exchange: string; routingKey: string; nowait: boolean; arguments: Table };
  QueueUnbind: { queue: string; exchange: string; routingKey: string; arguments: Table };
  QueuePurge: { queue: string; nowait: boolean };
  QueueDelete: { queue: string; ifUnused: boolean; ifEmpty: boolean; nowait: boolean };
  BasicQos: { prefetchSize: number; prefetchCount: number; global: boolean };
  BasicConsume: {
    queue: string;
    consumerTag: string;
    noLocal: boolean;
    noAck: boolean;
    exclusive: boolean;
    nowait: boolean;
    arguments: Table;
  };
  BasicCancel: { consumerTag: string; nowait: boolean };
  BasicPublish: { exchange: string; routingKey: string; mandatory: boolean; immediate: boolean };
  BasicGet: { queue: string; noAck: boolean };
  BasicAck: { deliveryTag: number; multiple: boolean };
  BasicReject: { deliveryTag: number; requeue: boolean };
  BasicNack: { deliveryTag: number; multiple: boolean; requeue: boolean };
  BasicRecover: { requeue: boolean };
  BasicRecoverAsync: { requeue: boolean };
  ConfirmSelect: { nowait: boolean };
  TxSelect: None;
  TxCommit: None;
  TxRollback: None;
}

/** The methods that the broker sends, with their fields. */
export interface ServerMethods {
  ConnectionStart: {
    versionMajor: number;
    versionMinor: number;
    serverProperties: Table;
    mechanisms: Buffer;
    locales: Buffer;
  };
  ConnectionTune: { channelMax: number; frameMax: number; heartbeat: number };
  ConnectionOpenOk: None;
  ConnectionClose: { replyCode: number; replyText: string; classId: number; methodId: number };
  ConnectionCloseOk: None;
  ConnectionUpdateSecretOk: None;
  ChannelOpenOk: None;
  ChannelFlowOk: { active: boolean };
  ChannelClose: { replyCode: number; replyText: string; classId: number; methodId: number };
  ChannelCloseOk: None;
  AccessRequestOk: None;
  ExchangeDeclareOk: None;
  ExchangeDeleteOk: None;
  ExchangeBindOk: None;
  ExchangeUnbindOk: None;
  QueueDeclareOk: { queue: string; messageCount: number; consumerCount: number };
  QueueBindOk: None;
  QueueUnbindOk: None;
  QueuePurgeOk: { messageCount: number };
  QueueDeleteOk: { messageCount: number };
  BasicQosOk: None;
  BasicConsumeOk: { consumerTag: string };
  BasicCancel: { consumerTag: string; nowait: boolean };
  BasicCancelOk: { consumerTag: string };
  BasicReturn: { replyCode: number; replyText: string; exchange: string; routingKey: string };
  BasicDeliver: { consumerTag: string; deliveryTag: number; redelivered: boolean; exchange: string; routingKey: string };
  BasicGetOk: { deliveryTag: number; redelivered: boolean; exchange: string; routingKey: string; messageCount: number };
  BasicGetEmpty: None;
  BasicAck: { deliveryTag: number; multiple: boolean };
  BasicNack: { deliveryTag: number; multiple: boolean; requeue: boolean };
  BasicRecoverOk: None;
  ConfirmSelectOk: None;
}

export type MethodName = keyof ClientMethods;

/** One method of a client. */
export type Method = {
  [N in MethodName]: { readonly id: number; readonly name: N; readonly fields: Fields<ClientMethods[N]> };
}[MethodName];

const names: Readonly<Record<MethodName, true>> = {
  ConnectionStartOk: true,
  ConnectionTuneOk: true,
  ConnectionOpen: true,
  ConnectionClose: true,
  ConnectionCloseOk: true,
  ConnectionUpdateSecret: true,
  ChannelOpen: true,
  ChannelFlow: true,
  ChannelFlowOk: true,
  ChannelClose: true,
  ChannelCloseOk: true,
  AccessRequest: true,
  ExchangeDeclare: true,
  ExchangeDelete: true,
  ExchangeBind: true,
  ExchangeUnbind: true,
  QueueDeclare: true,
  QueueBind: true,
  QueueUnbind: true,
  QueuePurge: true,
  QueueDelete: true,
  BasicQos: true,
  BasicConsume: true,
  BasicCancel: true,
  BasicPublish: true,
  BasicGet: true,
  BasicAck: true,
  BasicReject: true,
  BasicNack: true,
  BasicRecover: true,
  BasicRecoverAsync: true,
  ConfirmSelect: true,
  TxSelect: true,
  TxCommit: true,
  TxRollback: true,
};

function isMethodName(name: string): name is MethodName {
  return name in names;
}

export const clientMethodNames: readonly MethodName[] = Object.keys(names).filter(isMethodName);
