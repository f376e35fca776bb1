import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import type { HandlerTools } from '@kada-mandiya/service-kit';
import { inForceSince } from './placing.ts';
import type { OrderReads, OrderStore } from './store.ts';

/** Deletes the placements whose keys belong to nobody any more, part by part. Gives their number. */
export async function purge({ transaction, now }: HandlerTools<OrderServiceContract, OrderStore, OrderReads>): Promise<number> {
  const upTo = inForceSince(now());
  let deleted = 0;
  for (let part = 1; part > 0; deleted += part) part = await transaction(({ store }) => store.forgetPlacements(upTo));
  return deleted;
}
