import type { Handlers } from '@kada-mandiya/contract';
import type { UserServiceContract } from '@kada-mandiya/service-contracts/user-service';
import { cursorRefused, pageOf, positionOf, problem, type HandlerTools, type ProblemResponse } from '@kada-mandiya/service-kit';
import { z } from 'zod';
import { patchProfile } from './profile.ts';
import type { Position, UserReads, UserStore } from './store.ts';

export const handlers: Handlers<UserServiceContract, HandlerTools<UserServiceContract, UserStore, UserReads>> = {
  getMyProfile: async ({ caller }, { store }) => {
    const profile = await store.profile(caller.id);
    return profile === undefined ? notThereYet() : { status: 200, body: profile };
  },

  updateMyProfile: ({ caller, body }, { transaction, now }) =>
    transaction(async ({ store }) => {
      const profile = await store.take(caller.id);
      if (profile === undefined) return notThereYet();
      const patched = patchProfile(profile, body, now());
      if (patched.kind === 'address-incomplete') return incomplete(patched.missing);
      if (patched.kind === 'changed') await store.update(patched.profile);
      return { status: 200, body: patched.profile };
    }),

  listUsers: async ({ query: { limit, cursor } }, { store }) => {
    const after = cursor === undefined ? undefined : readCursor(cursor);
    if (after === 'none') return cursorRefused();
    const { items, nextCursor } = pageOf(await store.profiles(limit + 1, after), { limit, scope, position: ({ createdAt, userId }) => [createdAt, userId] });
    return { status: 200, body: { items: [...items], nextCursor } };
  },

  getUser: async ({ params: { userId } }, { store }) => {
    const profile = await store.profile(userId);
    return profile === undefined ? problem(404, 'user-not-found', { detail: 'No user has this id.' }) : { status: 200, body: profile };
  },
};

const scope = ['users'];
const position = z.tuple([z.iso.datetime({ precision: 3 }), z.uuid()]);

/** A cursor's seal is no secret, so its values are looked at before they go to the database. */
function readCursor(cursor: string): Position | 'none' {
  const result = position.safeParse(positionOf(scope, cursor));
  if (!result.success) return 'none';
  const [createdAt, userId] = result.data;
  return { createdAt, userId };
}

function notThereYet(): ProblemResponse<404> {
  return problem(404, 'profile-not-found', { detail: 'The profile is not there yet. Try again in a moment.' });
}

function incomplete(missing: readonly string[]): ProblemResponse<422> {
  return problem(422, 'address-incomplete', {
    detail: `The address would have no ${missing.join(', no ')}.`,
    errors: missing.map((line) => ({ pointer: `/body/address/${line}`, message: 'is required' })),
  });
}
