import { openFromArgument, tell } from './child-database.ts';

/** Adds one to the only order's amount, again and again, in two steps that must not be torn apart. */
const database = await openFromArgument();
for (let count = 0; count < Number(process.argv[5]); count += 1) {
  await database.transaction(async ({ db }) => {
    await db.updateTable('orders').set((eb) => ({ amount: eb('amount', '+', 10) })).execute();
    const { amount } = await db.selectFrom('orders').select('amount').executeTakeFirstOrThrow();
    await db.updateTable('orders').set({ amount: amount - 9 }).execute();
  });
}
await database.close();
await tell('done');
