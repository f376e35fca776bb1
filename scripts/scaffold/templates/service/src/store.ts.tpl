import type { Database, MessagingTables, Unit } from '@kada-mandiya/database';
import type { {{Thing}} } from '@kada-mandiya/http-contracts/{{service}}';

/** {{service}}'s tables. */
export interface {{Thing}}Tables extends MessagingTables {
  readonly {{things}}: {{Thing}};
}

export interface {{Thing}}Reads {
  {{thing}}({{thing}}Id: string): Promise<{{Thing}} | undefined>;
}

export interface {{Thing}}Store {
  insert({{thing}}: {{Thing}}): Promise<void>;
}

export function makeReads(read: Database<{{Thing}}Tables>['read']): {{Thing}}Reads {
  return {
    {{thing}}: ({{thing}}Id) => read.selectFrom('{{things}}').selectAll().where('{{thing}}Id', '=', {{thing}}Id).executeTakeFirst(),
  };
}

export function makeStore({ db }: Unit<{{Thing}}Tables>): {{Thing}}Store {
  return {
    async insert({{thing}}) {
      await db.insertInto('{{things}}').values({{thing}}).execute();
    },
  };
}
