import type { UserServiceContract } from '@kada-mandiya/service-contracts/user-service';
import type { ServiceReactions } from '@kada-mandiya/service-kit';
import { newProfile, welcomeTo } from './profile.ts';
import type { UserReads, UserStore } from './store.ts';

/** Each user has one profile and is welcomed once, however often the registration is told. */
export function reactionsAt(now: () => Date): ServiceReactions<UserServiceContract, UserStore, UserReads> {
  return {
    'user.registered': async ({ data }, { store, publish }) => {
      const profile = newProfile(data, now());
      if (await store.insertNew(profile)) await publish('notification.send', welcomeTo(profile));
    },
  };
}
