import { isDatabaseError, keyset, page, type Database, type MessagingTables, type Unit } from '@kada-mandiya/database';
import type { Profile } from '@kada-mandiya/http-contracts/user-service';

/** user-service's tables. An address is there where its first line is. */
export interface UserTables extends MessagingTables {
  readonly profiles: ProfileRow;
}

interface ProfileRow {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The last profile of a page; the next page starts behind it. */
export type Position = Pick<Profile, 'createdAt' | 'userId'>;

export interface UserReads {
  profile(userId: string): Promise<Profile | undefined>;
  /** At most `limit` profiles behind that position, the newest first. */
  profiles(limit: number, after?: Position): Promise<readonly Profile[]>;
}

export interface UserStore {
  /** Whether it was new: a second profile of one user changes nothing. */
  insertNew(profile: Profile): Promise<boolean>;
  /** Reads a profile that nobody else can change before this transaction has ended. */
  take(userId: string): Promise<Profile | undefined>;
  update(profile: Profile): Promise<void>;
}

export function makeReads(read: Database<UserTables>['read']): UserReads {
  return {
    async profile(userId) {
      const row = await read.selectFrom('profiles').selectAll().where('userId', '=', userId).executeTakeFirst();
      return row === undefined ? undefined : profileOf(row);
    },
    async profiles(limit, after) {
      const all = read.selectFrom('profiles').selectAll();
      const behind = after === undefined ? undefined : ([after.createdAt, after.userId] as const);
      const rows = await page(keyset(all, { by: ['createdAt', 'userId'], direction: 'desc', after: behind }), { limit }).execute();
      return rows.map(profileOf);
    },
  };
}

export function makeStore(unit: Unit<UserTables>): UserStore {
  const { db } = unit;
  return {
    async insertNew(profile) {
      try {
        await unit.savepoint((inner) => inner.db.insertInto('profiles').values(rowOf(profile)).execute());
        return true;
      } catch (error) {
        if (isDatabaseError(error, 'unique-violation')) return false;
        throw error;
      }
    },
    async take(userId) {
      // Changes nothing, but locks the row: of two patches at once the second sees what the first has made.
      const { numUpdatedRows } = await db.updateTable('profiles').set((eb) => ({ updatedAt: eb.ref('updatedAt') })).where('userId', '=', userId).executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return undefined;
      return profileOf(await db.selectFrom('profiles').selectAll().where('userId', '=', userId).executeTakeFirstOrThrow());
    },
    async update(profile) {
      const { userId, ...changed } = rowOf(profile);
      await db.updateTable('profiles').set(changed).where('userId', '=', userId).execute();
    },
  };
}

function rowOf({ address, phone, ...rest }: Profile): ProfileRow {
  return {
    ...rest,
    phone: phone ?? null,
    line1: address?.line1 ?? null,
    line2: address?.line2 ?? null,
    city: address?.city ?? null,
    postalCode: address?.postalCode ?? null,
    country: address?.country ?? null,
  };
}

function profileOf({ phone, line1, line2, city, postalCode, country, ...rest }: ProfileRow): Profile {
  const hasAddress = line1 !== null && city !== null && postalCode !== null && country !== null;
  return {
    ...rest,
    ...(phone === null ? {} : { phone }),
    ...(hasAddress ? { address: { line1, ...(line2 === null ? {} : { line2 }), city, postalCode, country } } : {}),
  };
}
