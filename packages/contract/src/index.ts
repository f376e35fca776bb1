export type { EventContract, EventEnvelope, EventIssue, Explainer, SensitivePath } from './event.ts';
export type { Binding, Consumption, Exchange, Policy, Queue, RetryQueue, Topology } from './topology.ts';
export type {
  Caller,
  HttpMethod,
  OperationContract,
  OperationShape,
  OperationTable,
  RateLimit,
  RequestShape,
  ResponseShape,
  Route,
} from './http.ts';
export type {
  ConsumedEvent,
  Handlers,
  HandlerRequest,
  HandlerResponse,
  Publish,
  PublishedData,
  Reactions,
  ServiceContract,
} from './service.ts';
