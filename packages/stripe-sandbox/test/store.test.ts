import { describe, expect, test } from '@jest/globals';
import { openStore, retention, type KeptAnswer, type Store } from '../src/store.ts';

const start = Date.parse('2026-03-14T08:15:00.000Z');

function answerKept(store: Store, key: string, keptAt: number): void {
  const answer: KeptAnswer = { scope: 'secret', key, path: 'POST /', parameters: '', status: 200, body: '{}', requestId: 'req_1', keptAt };
  store.keepAnswer(answer);
}

describe('the store', () => {
  test('forgets answers after a day', () => {
    const store = openStore();
    answerKept(store, 'old', start);
    answerKept(store, 'new', start + 1);
    store.purge(new Date(start + retention.answersMs + 1));
    expect(store.keptAnswer('secret', 'old')).toBeUndefined();
    expect(store.keptAnswer('secret', 'new')).toMatchObject({ key: 'new' });
    store.close();
  });

  test('looks for what to forget once a minute', () => {
    const store = openStore();
    store.purge(new Date(start + retention.answersMs));
    answerKept(store, 'old', start - 1);
    store.purge(new Date(start + retention.answersMs + 59_999));
    expect(store.keptAnswer('secret', 'old')).toMatchObject({ key: 'old' });
    store.purge(new Date(start + retention.answersMs + 60_000));
    expect(store.keptAnswer('secret', 'old')).toBeUndefined();
    store.close();
  });

  test('undoes a transaction that fails, and goes on', () => {
    const store = openStore();
    const failing = (): void =>
      store.transaction(() => {
        answerKept(store, 'a', start);
        throw new Error('in the middle');
      });
    expect(failing).toThrow('in the middle');
    expect(store.keptAnswer('secret', 'a')).toBeUndefined();
    store.transaction(() => answerKept(store, 'b', start));
    expect(store.keptAnswer('secret', 'b')).toMatchObject({ key: 'b' });
    store.close();
  });

  test('has those deliveries due whose time has come, the longest due first', () => {
    const store = openStore();
    store.addDelivery('evt_2', 'we_1', start + 2);
    store.addDelivery('evt_1', 'we_1', start + 1);
    store.addDelivery('evt_3', 'we_2', start + 3);
    expect(store.dueDeliveries(start, 10)).toEqual([]);
    expect(store.nextDue(start)).toBe(start + 1);
    expect(store.dueDeliveries(start + 2, 10).map(({ event }) => event)).toEqual(['evt_1', 'evt_2']);
    expect(store.dueDeliveries(start + 2, 1).map(({ event }) => event)).toEqual(['evt_1']);
    expect(store.nextDue(start + 3)).toBeUndefined();
    store.hasten('we_2', start);
    expect(store.dueDeliveries(start, 10).map(({ event }) => event)).toEqual(['evt_3']);
    store.close();
  });
});
