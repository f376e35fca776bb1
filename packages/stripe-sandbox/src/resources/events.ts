import { secondsOf } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Unit } from '../unit.ts';
import type { Event, EventType, WebhookEndpoint } from './objects.ts';

/** Records what happened to `object`, as it is now, and has every endpoint that wants to know told. */
export function emit(unit: Unit, type: EventType, object: Event['data']['object']): void {
  const event: Event = {
    id: newId('evt'),
    object: 'event',
    api_version: unit.apiVersion,
    created: secondsOf(unit.now),
    data: { object },
    livemode: false,
    pending_webhooks: 0,
    request: unit.cause,
    type,
  };
  unit.store.put(event);
  for (const endpoint of enabledEndpoints(unit)) {
    if (wants(endpoint, type)) unit.store.addDelivery(event.id, endpoint.id, unit.now.getTime());
  }
}

/** As it is given out: with the number of endpoints that have not got it. */
export function currentEvent(store: Unit['store'], event: Event): Event {
  return { ...event, pending_webhooks: store.undelivered(event.id) };
}

function enabledEndpoints({ store }: Unit): readonly WebhookEndpoint[] {
  return store.page('webhook_endpoint', { limit: 100 }).data.filter(({ status }) => status === 'enabled');
}

function wants({ enabled_events }: WebhookEndpoint, type: EventType): boolean {
  return enabled_events.includes('*') || enabled_events.includes(type);
}
