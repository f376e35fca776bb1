import type { KyselyPlugin, PluginTransformResultArgs, QueryResult, UnknownRow } from 'kysely';
import type { ServerKind } from '../server-kind.ts';
import { checkPortable } from './check.ts';
import { rewritten, SqliteRewriter, SqlServerRewriter } from './rewrite.ts';

/**
 * Refuses a query that one of the servers cannot run, on both, and writes the rest as the server at hand wants it.
 *
 * @throws NotPortableError when the query is compiled
 */
export function portableSql(kind: ServerKind): KyselyPlugin {
  const rewriter = kind === 'sqlite' ? new SqliteRewriter() : new SqlServerRewriter();
  return {
    transformQuery({ node, queryId }) {
      // Rewriting copies every node, and most queries have nothing to rewrite.
      return checkPortable(node, rewritten) ? rewriter.transformNode(node, queryId) : node;
    },
    transformResult: ({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => Promise.resolve(result),
  };
}
