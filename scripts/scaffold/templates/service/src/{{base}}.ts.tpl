import type { Caller } from '@kada-mandiya/contract';
import type { {{Thing}} } from '@kada-mandiya/http-contracts/{{service}}';

/** The {{words}} that somebody has from now on. */
export function new{{Thing}}({ {{thing}}Id, userId }: Pick<{{Thing}}, '{{thing}}Id' | 'userId'>, now: Date): {{Thing}} {
  return { {{thing}}Id, userId, createdAt: now.toISOString() };
}

/** Everybody reads their own; another's is not there for them. */
export function mayRead({{thing}}: {{Thing}}, caller: Caller): boolean {
  return {{thing}}.userId === caller.id;
}
