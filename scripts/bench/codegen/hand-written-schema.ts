import { z } from 'zod';

/** In lower case, and in UTC to the millisecond, as the contract has them, said in Zod's own words. */
const uuid = z.uuid().lowercase();
const timestamp = z.iso.datetime({ precision: 3 });

/** `order.created` as a developer writes it by hand, with what Zod 4 has for it; it takes what the contract takes. */
export const handWrittenOrderCreated = z.object({
  eventId: uuid,
  eventType: z.literal('order.created'),
  version: z.literal(1),
  occurredAt: timestamp,
  correlationId: z.string().min(8).max(64).regex(/^[A-Za-z0-9_-]+$/),
  data: z.object({
    orderId: uuid,
    userId: uuid,
    amount: z.int().min(1).max(99_999_999),
    currency: z.string().regex(/^[A-Z]{3}$/),
    items: z
      .array(
        z.object({
          productId: uuid,
          name: z.string().min(1).max(160).regex(/^\S(?:.*\S)?$/),
          unitAmount: z.int().min(1).max(99_999_999),
          quantity: z.int().min(1).max(99),
          amount: z.int().min(1).max(99_999_999),
        }),
      )
      .min(1)
      .max(50),
  }),
});
