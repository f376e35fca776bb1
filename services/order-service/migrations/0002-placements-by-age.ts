import type { Migration } from '@kada-mandiya/database';

/** Old placements are deleted. */
export const placementsByAge: Migration = {
  async up(db) {
    await db.schema.createIndex('placements_by_age').on('placements').column('placedAt').execute();
  },
};
