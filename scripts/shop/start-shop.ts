import { loadGatewayConfig, startGateway, type Gateway } from '@kada-mandiya/gateway';
import type { Logger } from '@kada-mandiya/logger';
import type { RunningService } from '@kada-mandiya/service-kit';
import { filled } from './filled.ts';
import { serviceNames, shopServices, type ServiceName } from './parts.ts';
import { publicKeysOf, shopSecrets } from './secrets.ts';
import { startSurroundings, type Surroundings } from './surroundings.ts';

export interface ShopOptions {
  /** `AMQP_URL`, `SQLSERVER_URL`, `STRIPE_SECRET_KEY` … put the real thing in the place of an embedded one. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where everything embedded keeps its data. */
  readonly dataDir: string;
  /** `usual`: those of the contracts; `free`: any. */
  readonly ports: 'usual' | 'free';
  readonly loggerOf: (part: string) => Logger;
  /** For one service alone, over everything else. */
  readonly environmentOf?: (service: ServiceName) => Readonly<Record<string, string>>;
  /** The gateway's, over its defaults. */
  readonly gatewayEnvironment?: Readonly<Record<string, string>>;
}

/** The whole shop in one process. */
export interface Shop {
  /** Of the gateway: the only address that a client needs. */
  readonly url: string;
  readonly services: Readonly<Record<ServiceName, RunningService>>;
  readonly surroundings: Surroundings;
  readonly admin: { readonly email: string; readonly password: string };
  /** Stops a service alone, as if its process had ended. */
  stopService(name: ServiceName): Promise<void>;
  /** Starts a service that was stopped, where it was before. */
  startService(name: ServiceName): Promise<void>;
  /** Gives whether all parts stopped well. */
  stop(): Promise<boolean>;
}

const usualPorts: Readonly<Record<ServiceName | 'gateway' | 'broker' | 'stripe', number>> = {
  gateway: 4000,
  'auth-service': 4001,
  'user-service': 4002,
  'product-service': 4003,
  'order-service': 4004,
  'payment-service': 4005,
  'notification-service': 4006,
  // Beside a RabbitMQ at its usual port.
  broker: 5673,
  stripe: 12_111,
};

/**
 * Starts everything: broker and Stripe sandbox where the environment names no other, the six services, the gateway.
 * Resolves when the shop can be used.
 *
 * @throws what the first part that fails throws; the others are stopped again
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const portOf = (part: keyof typeof usualPorts): number => (options.ports === 'usual' ? usualPorts[part] : 0);
  const secrets = await shopSecrets(options.dataDir);
  const { environment } = options;
  const admin = { email: filled(environment.ADMIN_EMAIL) ?? 'admin@kada-mandiya.example', password: filled(environment.ADMIN_PASSWORD) ?? secrets.adminPassword };
  const signingKeys = filled(environment.JWT_SIGNING_KEYS) ?? secrets.signingKeys;
  const surroundings = await startSurroundings({
    environment,
    secrets,
    dataDir: options.dataDir,
    ports: { broker: portOf('broker'), stripe: portOf('stripe') },
    logger: options.loggerOf('surroundings'),
  });
  const stops: (() => Promise<unknown>)[] = [() => surroundings.stop()];
  const keys = { JWT_SIGNING_KEYS: signingKeys, JWT_PUBLIC_KEYS: filled(environment.JWT_PUBLIC_KEYS) ?? publicKeysOf(signingKeys) };
  const start = (name: ServiceName, port: number): Promise<RunningService> =>
    shopServices[name](
      {
        DATA_DIR: options.dataDir,
        ...environment,
        ...keys,
        ...surroundings.environment,
        ...(name === 'auth-service' ? { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password } : {}),
        PORT: String(port),
        ...options.environmentOf?.(name),
      },
      { logger: options.loggerOf(name) },
    );
  try {
    const services = await allStarted(serviceNames, (name) => start(name, portOf(name)));
    stops.push(async () => (await Promise.all(Object.values(services).map((service) => service.stop()))).every(Boolean));
    const gateway = await gatewayFor(services, { ...environment, ...keys, PORT: String(portOf('gateway')), ...options.gatewayEnvironment }, options.loggerOf('gateway'));
    stops.push(() => gateway.stop());
    surroundings.sandbox?.deliverTo(`${gateway.url}/webhooks/stripe`);
    return {
      url: gateway.url,
      services,
      surroundings,
      admin,
      async stopService(name) {
        await services[name].stop();
      },
      async startService(name) {
        services[name] = await start(name, Number(new URL(services[name].url).port));
      },
      stop: () => stopAll(stops),
    };
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

/** All at once. Where one fails, those that have started are stopped. */
async function allStarted(names: readonly ServiceName[], start: (name: ServiceName) => Promise<RunningService>): Promise<Record<ServiceName, RunningService>> {
  const outcomes = await Promise.allSettled(names.map(async (name): Promise<[ServiceName, RunningService]> => [name, await start(name)]));
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return Object.fromEntries(started) as Record<ServiceName, RunningService>;
  await Promise.all(started.map(([, service]) => service.stop()));
  throw failed.reason;
}

function gatewayFor(services: Readonly<Record<ServiceName, RunningService>>, environment: Readonly<Record<string, string | undefined>>, logger: Logger): Promise<Gateway> {
  const urls = Object.fromEntries(Object.entries(services).map(([name, { url }]) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url]));
  const { options } = loadGatewayConfig({ ...environment, ...urls });
  return startGateway({ ...options, logger });
}

/** What was started last is stopped first; one that fails keeps no other from it. */
async function stopAll(stops: readonly (() => Promise<unknown>)[]): Promise<boolean> {
  let well = true;
  for (const stop of stops.toReversed()) {
    try {
      if ((await stop()) === false) well = false;
    } catch {
      well = false;
    }
  }
  return well;
}
