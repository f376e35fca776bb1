import type { Api, Channel, HttpOperation, MediaType, Message } from '../../src/ir/contract.ts';
import type { JsonValue } from '../../src/ir/json.ts';
import { compareMessages } from '../../src/evolution/events/compare-messages.ts';
import type { Finding } from '../../src/evolution/finding.ts';
import { compareRequestBodies } from '../../src/evolution/http/compare-requests.ts';
import { compareResponses } from '../../src/evolution/http/compare-responses.ts';
import type { SchemaIn } from '../../src/evolution/subset/is-subset.ts';
import { viewsOf, type Views } from '../../src/evolution/views/views.ts';
import { schemaOf } from './decide.ts';

/** A change of a schema on a wire: what is said of it, and who reads by the one schema what others make by the other. */
export interface Wire {
  readonly findings: readonly Finding[];
  readonly travels: readonly { readonly made: SchemaIn; readonly taken: SchemaIn }[];
}

interface Side {
  readonly id: string;
  readonly views: Views;
}

/** The wires of the contracts, each with the comparison that `contracts:check` makes of it. */
export const wires = {
  /** What is published now is read by who was built before, and what was published before by who is built now. */
  event: (before: Side, after: Side): Wire => ({
    findings: compareMessages(messageSide(before), messageSide(after)),
    travels: [
      { made: after.views.published(after.id), taken: before.views.written(before.id) },
      { made: before.views.published(before.id), taken: after.views.written(after.id) },
    ],
  }),
  /** What callers of before send is taken now. */
  request: (before: Side, after: Side): Wire => ({
    findings: compareRequestBodies({ before: operationSide(before), after: operationSide(after) }),
    travels: [{ made: before.views.sent(before.id), taken: after.views.taken(after.id) }],
  }),
  /** What is answered now is read by callers of before. */
  response: (before: Side, after: Side): Wire => ({
    findings: compareResponses({ before: operationSide(before), after: operationSide(after) }),
    travels: [{ made: after.views.answered(after.id), taken: before.views.readable(before.id) }],
  }),
} as const;

/** A schema as one side of a wire. */
export function sideOf(schema: JsonValue): Side {
  const { schemas, id } = schemaOf(schema);
  return { id, views: viewsOf(schemas) };
}

const origin = { file: 'a.json', path: [] };

function messageSide({ id, views }: Side): { readonly views: Views; readonly channel: Channel; readonly message: Message } {
  const message: Message = { name: 'V1', origin, entry: origin, payload: { name: 'V1', id }, examples: [], headerExamples: [] };
  const party = { origin, messages: ['V1'], listsMessages: true } as const;
  const channel: Channel = {
    id: 'order.placed',
    origin,
    messages: [message],
    operations: [
      { ...party, id: 'publish', action: 'send', service: 'order-service' },
      { ...party, id: 'take', action: 'receive', service: 'payment-service' },
    ],
  };
  return { views, channel, message };
}

function operationSide({ id, views }: Side): { readonly api: Api; readonly operation: HttpOperation; readonly views: Views } {
  const content: readonly MediaType[] = [{ mediaType: 'application/json', schema: id, examples: [], origin }];
  const operation: HttpOperation = {
    ...{ id: 'placeOrder', origin, method: 'post', path: '/orders', pathOrigin: origin, tags: [], parameters: [], security: [], roles: [], internal: false },
    requestBody: { content, required: true, origin },
    responses: [{ status: '200', description: '', headers: [], content, origin }],
  };
  const api: Api = { name: 'order-service', origin, title: '', version: '1', openapi: '3.1', operations: [operation], securitySchemes: [], schemas: [], bundled: {} };
  return { api, operation, views };
}
