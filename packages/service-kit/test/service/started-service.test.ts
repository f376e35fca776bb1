import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startService } from '../../src/testing/index.ts';
import { bookId } from '../http/library.ts';
import { lendingService } from './lending.ts';

describe('a started service', () => {
  test('answers, publishes what it changed, and applies what it is told, once', async () => {
    const lending = await startService(lendingService());
    try {
      const loanId = randomUUID();
      const { status } = await lending.client.call('lendBook', { headers: { 'idempotency-key': loanId }, body: { items: [{ bookId, days: 14 }] } }, { token: 'reader' });
      const placed = await lending.seen('order.placed', ({ data }) => data.orderId === loanId);
      const eventId = randomUUID();
      const endings = [await lending.receive('bill.paid', placed.data, { eventId }), await lending.receive('bill.paid', placed.data, { eventId })];
      await lending.settled();

      expect(status).toBe(201);
      expect(endings).toEqual(['applied', 'applied']);
      expect(await lending.endingsOf(eventId, 2)).toEqual(['applied', 'duplicate']);
      expect(await lending.tools.store.entries()).toMatchObject([{ id: loanId, changes: 1 }]);
      expect(lending.published('order.placed')).toHaveLength(1);
    } finally {
      expect(await lending.stop()).toBe(true);
    }
  });
});
