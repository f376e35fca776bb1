import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { mayRead, new{{Thing}} } from '../src/{{base}}.ts';

test('everybody reads their own only', () => {
  const [userId, other] = [randomUUID(), randomUUID()];
  const {{thing}} = new{{Thing}}({ {{thing}}Id: randomUUID(), userId }, new Date());

  expect(mayRead({{thing}}, { id: userId, roles: ['customer'] })).toBe(true);
  expect(mayRead({{thing}}, { id: other, roles: ['customer', 'admin'] })).toBe(false);
});
