import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { startService } from '../../src/testing/index.ts';
import { bookId } from '../http/library.ts';
import { lendingService, type LendingParts, type LendingTools } from './lending.ts';

test('work in the background starts before the first request, and is stopped after the last, while events still leave', async () => {
  const steps: string[] = [];
  const loanId = randomUUID();
  const lastWords = async ({ store, transaction }: LendingTools): Promise<void> => {
    steps.push(`stopped with ${(await store.entries()).length} loans`);
    await transaction(({ publish }) => publish('order.placed', { orderId: loanId, amount: 7 }));
  };
  const parts: Partial<LendingParts> = {
    beforeStart: () => Promise.resolve(void steps.push('before the start')),
    background: (tools) => {
      steps.push('started');
      return [{ name: 'background', stop: () => lastWords(tools) }];
    },
    afterStop: () => void steps.push('after the stop'),
  };
  const lending = await startService(lendingService({ parts }));
  expect(steps).toEqual(['before the start', 'started']);
  await lending.client.call('lendBook', { headers: { 'idempotency-key': randomUUID() }, body: { items: [{ bookId, days: 14 }] } }, { token: 'reader' });
  const seen = lending.seen('order.placed', ({ data }) => data.orderId === loanId);
  expect(await Promise.all([lending.stop(), seen.then(({ data }) => data.amount)])).toEqual([true, 7]);

  expect(steps).toEqual(['before the start', 'started', 'stopped with 1 loans', 'after the stop']);
});

test('what is to run after the commit runs once it has committed, and not where all is undone', async () => {
  const lending = await startService(lendingService());
  const ran: string[] = [];
  try {
    await lending.tools.transaction(async ({ store, afterCommit }) => {
      afterCommit(() => ran.push('committed'));
      await store.insert(randomUUID(), 1);
      expect(ran).toEqual([]);
    });
    await expect(
      lending.tools.transaction(async ({ store, afterCommit }) => {
        afterCommit(() => ran.push('undone'));
        await store.insert(randomUUID(), 1);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');

    expect(ran).toEqual(['committed']);
  } finally {
    await lending.stop();
  }
});
