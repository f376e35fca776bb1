import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { createLogger, type Logger } from '@kada-mandiya/logger';
import { serviceNames, type ServiceName } from '../shop/parts.ts';
import { startShop, type Shop, type ShopOptions } from '../shop/start-shop.ts';

export interface TemporaryShop {
  readonly shop: Shop;
  /** Stops it, and deletes its data. */
  remove(): Promise<void>;
}

export type TemporaryShopOptions = Partial<Pick<ShopOptions, 'environment' | 'loggerOf' | 'environmentOf' | 'gatewayEnvironment'>>;

/**
 * A shop of one's own for a while: free ports, new databases. It is on `AMQP_URL` and `SQLSERVER_URL` where these are
 * set, and always on the Stripe sandbox, since a card is paid with.
 */
export async function startTemporaryShop(options: TemporaryShopOptions = {}): Promise<TemporaryShop> {
  const environment: ShopOptions['environment'] = { ...(options.environment ?? process.env), STRIPE_SECRET_KEY: '', SMTP_URL: '' };
  const dataDir = await mkdtemp(join(tmpdir(), 'kada-mandiya-'));
  const places = await placesFor(environment.SQLSERVER_URL);
  const clean = async (): Promise<void> => {
    await Promise.all(Array.from(places.values(), ({ remove }) => remove()));
    await rm(dataDir, { recursive: true, force: true });
  };
  const environmentOf = (service: ServiceName): Readonly<Record<string, string>> => ({ ...nameOf(places.get(service)), ...options.environmentOf?.(service) });
  try {
    const shop = await startShop({ loggerOf: quiet, ...options, environment, dataDir, ports: 'free', environmentOf });
    return {
      shop,
      async remove() {
        await shop.stop();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    throw error;
  }
}

function nameOf(place: TemporaryPlace | undefined): Readonly<Record<string, string>> {
  return place === undefined ? {} : { DATABASE_NAME: place.place.name };
}

/** SQLite files are in the shop's own folder. */
async function placesFor(url: string | undefined): Promise<ReadonlyMap<ServiceName, TemporaryPlace>> {
  if (url === undefined || url === '') return new Map();
  return new Map(await Promise.all(serviceNames.map(async (name): Promise<[ServiceName, TemporaryPlace]> => [name, await temporaryPlace(url)])));
}

/** Only what has gone wrong, on standard error. */
function quiet(part: string): Logger {
  return createLogger({ service: part, level: 'error', destination: process.stderr });
}
