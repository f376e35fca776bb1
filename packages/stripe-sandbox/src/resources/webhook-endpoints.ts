import { secondsOf } from '../clock.ts';
import { noSuch, ParameterError } from '../errors.ts';
import { newId, randomText } from '../ids.ts';
import { changedMetadata, flag, listOf, metadataChange, required, text, unsettable, webUrl, type Params, type Reader } from '../params.ts';
import type { Unit } from '../unit.ts';
import { eventTypes, type WebhookEndpoint } from './objects.ts';

/** Stripe refuses names that it does not know; of the names that it knows, the sandbox sends those in `eventTypes`. */
const eventName: Reader<string> = (node, path) => {
  const name = text({ max: 100 })(node, path);
  if (name === '*' || /^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(name)) return name;
  throw new ParameterError({ message: `Invalid ${path}: must be '*' or the name of an event, like ${eventTypes[0]}`, param: path });
};

const url = webUrl({ max: 5000 });
const described = { description: unsettable(text()), enabled_events: listOf(eventName), metadata: metadataChange, url };
export const createEndpointParams = { ...described, api_version: text({ max: 64 }) };
export const updateEndpointParams = { ...described, disabled: flag };

const mostEndpoints = 16;

/** With its signing secret. */
export function createEndpoint(unit: Unit, params: Params<typeof createEndpointParams>): WebhookEndpoint {
  const endpoint: WebhookEndpoint = {
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    created: secondsOf(unit.now),
    description: params.description ?? null,
    enabled_events: someEvents(required(params.enabled_events, 'enabled_events')),
    livemode: false,
    metadata: changedMetadata({}, params.metadata),
    secret: `whsec_${randomText(32)}`,
    status: 'enabled',
    url: required(params.url, 'url'),
  };
  if (unit.store.page('webhook_endpoint', { limit: mostEndpoints }).data.length >= mostEndpoints) {
    throw new ParameterError({ message: `You have reached the maximum of ${mostEndpoints} webhook endpoints.` });
  }
  unit.store.put(endpoint);
  return endpoint;
}

/** @throws ApiError (`resource_missing`). */
export function endpointOf({ store }: Unit, id: string): WebhookEndpoint {
  const endpoint = store.get('webhook_endpoint', id);
  if (endpoint === undefined) throw noSuch('webhook endpoint', id, 'id');
  return endpoint;
}

export function updateEndpoint(unit: Unit, endpoint: WebhookEndpoint, params: Params<typeof updateEndpointParams>): WebhookEndpoint {
  const { disabled, enabled_events: events, metadata, ...given } = params;
  const updated: WebhookEndpoint = {
    ...endpoint,
    ...given,
    enabled_events: events === undefined ? endpoint.enabled_events : someEvents(events),
    metadata: changedMetadata(endpoint.metadata, metadata),
    ...(disabled !== undefined && { status: disabled ? 'disabled' : 'enabled' }),
  };
  unit.store.put(updated);
  return updated;
}

function someEvents(events: readonly string[]): string[] {
  if (events.length > 0) return [...events];
  throw new ParameterError({ code: 'parameter_invalid_empty', message: 'An endpoint takes one event at least.', param: 'enabled_events' });
}

/** What an endpoint of the sandbox's own configuration is called: it stays the same one over restarts. */
const configuredId = 'we_configured';

export interface ConfiguredEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** The endpoint that configuration names: made, or changed to what it says now. */
export function configureEndpoint(unit: Unit, { url: to, secret }: ConfiguredEndpoint): WebhookEndpoint {
  const old = unit.store.get('webhook_endpoint', configuredId);
  const endpoint: WebhookEndpoint = {
    id: configuredId,
    object: 'webhook_endpoint',
    api_version: null,
    application: null,
    created: old?.created ?? secondsOf(unit.now),
    description: 'The endpoint of the configuration',
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    secret,
    status: 'enabled',
    url: to,
  };
  unit.store.put(endpoint);
  unit.store.hasten(endpoint.id, unit.now.getTime());
  return endpoint;
}

/** An endpoint as it is given out later: without its secret. */
export function withoutSecret({ secret: _, ...endpoint }: WebhookEndpoint): Omit<WebhookEndpoint, 'secret'> {
  return endpoint;
}
