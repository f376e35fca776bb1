import { noSuch, ParameterError } from '../errors.ts';
import { listOf as listReader, text } from '../params.ts';
import { currentEvent } from '../resources/events.ts';
import type { Event } from '../resources/objects.ts';
import {
  createEndpoint,
  createEndpointParams,
  endpointOf,
  updateEndpoint,
  updateEndpointParams,
  withoutSecret,
} from '../resources/webhook-endpoints.ts';
import type { Unit } from '../unit.ts';
import { listOf, listParams } from './lists.ts';
import { route, type Route } from './routes.ts';

const events = '/v1/events';
const endpoints = '/v1/webhook_endpoints';

const eventListParams = { ...listParams, type: text(), types: listReader(text()) };

export const eventRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: events,
    params: eventListParams,
    answer: (unit, { params: { type, types, ...params } }) => {
      if (type !== undefined && types !== undefined) {
        throw new ParameterError({ message: 'You may only specify one of these parameters: type, types.', param: 'types' });
      }
      const wanted = type === undefined ? types : [type];
      const list = listOf(unit, { kind: 'event', url: events, params, ...(wanted !== undefined && { filter: { types: wanted } }) });
      return { ...list, data: list.data.map((event) => currentEvent(unit.store, event)) };
    },
  }),
  route({ method: 'GET', path: `${events}/:id`, params: {}, answer: (unit, { id }) => currentEvent(unit.store, eventOf(unit, id)) }),
  route({
    method: 'POST',
    path: `${events}/:id/retry`,
    params: { webhook_endpoint: text() },
    answer: (unit, { id, params }) => currentEvent(unit.store, sendAgain(unit, id, params.webhook_endpoint)),
  }),
  route({
    method: 'POST',
    path: endpoints,
    params: createEndpointParams,
    answer: (unit, { params }) => createEndpoint(unit, params),
  }),
  route({
    method: 'GET',
    path: endpoints,
    params: listParams,
    answer: (unit, { params }) => {
      const list = listOf(unit, { kind: 'webhook_endpoint', url: endpoints, params });
      return { ...list, data: list.data.map(withoutSecret) };
    },
  }),
  route({ method: 'GET', path: `${endpoints}/:id`, params: {}, answer: (unit, { id }) => withoutSecret(endpointOf(unit, id)) }),
  route({
    method: 'POST',
    path: `${endpoints}/:id`,
    params: updateEndpointParams,
    answer: (unit, { id, params }) => withoutSecret(updateEndpoint(unit, endpointOf(unit, id), params)),
  }),
  route({
    method: 'DELETE',
    path: `${endpoints}/:id`,
    params: {},
    answer: (unit, { id }) => {
      const endpoint = endpointOf(unit, id);
      unit.store.delete(endpoint.object, id);
      return { id, object: endpoint.object, deleted: true };
    },
  }),
];

function eventOf({ store }: Unit, id: string): Event {
  const event = store.get('event', id);
  if (event === undefined) throw noSuch('event', id, 'id');
  return event;
}

/**
 * Sends an event once more, delivered or not, to one endpoint or to all that are enabled.
 *
 * @throws ApiError (`resource_missing`).
 */
export function sendAgain(unit: Unit, id: string, endpoint?: string): Event {
  const event = eventOf(unit, id);
  const all = unit.store.page('webhook_endpoint', { limit: 100 }).data.filter(({ status }) => status === 'enabled');
  for (const to of endpoint === undefined ? all : [endpointOf(unit, endpoint)]) unit.store.addDelivery(event.id, to.id, unit.now.getTime());
  return event;
}
