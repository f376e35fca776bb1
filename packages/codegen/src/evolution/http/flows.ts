import type { SchemaId } from '../../ir/schema.ts';
import type { Finding, Party } from '../finding.ts';
import { compareSchemas, type Flow } from '../schema/compare-schemas.ts';
import { aspectOf } from '../rules.ts';
import { callersOf, operationName, type OperationChange } from './callers.ts';

/** Which schema is compared, and what its value is called. */
interface Compared {
  readonly root: string;
  readonly from: SchemaId | undefined;
  readonly to: SchemaId | undefined;
}

const sensitiveAdvice = 'logs and documentation stop hiding it: make sure that it may be seen';

/** What a caller sent before has to be taken still. */
export function compareSent(change: OperationChange, { root, from, to }: Compared): readonly Finding[] {
  if (from === undefined || to === undefined) return [];
  const { before, after } = change;
  const affected = callersOf(before);
  const sent: Flow = {
    direction: 'old',
    from: before.views.sent(from),
    to: after.views.taken(to),
    affected,
    verdict: () => 'breaking',
    advice: () => 'take what was taken before beside what is new, or serve another operation beside this one',
  };
  return findings(change, { root, from, to, context: 'request', flows: [sent, undeclared(change, from, to, affected)], affected });
}

/** Callers that sent what the contract does not declare did so at their own risk: where it is refused now, they may notice. */
function undeclared({ before, after }: OperationChange, from: SchemaId, to: SchemaId, affected: readonly Party[]): Flow {
  return {
    direction: 'old',
    from: before.views.taken(from),
    to: after.views.taken(to),
    affected,
    verdict: () => 'dangerous',
    advice: () => 'see whether callers send more than the contract declares',
    counts: ({ keyword, name }) => aspectOf(keyword) === 'open' && name === undefined,
  };
}

/** What can be answered now has to be what a caller of the contract as it was can read. */
export function compareAnswered(change: OperationChange, { root, from, to }: Compared): readonly Finding[] {
  if (from === undefined || to === undefined) return [];
  const { before, after } = change;
  const affected = callersOf(before);
  const answered: Flow = {
    direction: 'new',
    from: after.views.answered(to),
    to: before.views.readable(from),
    affected,
    verdict: () => 'breaking',
    advice: () => 'answer as before, and the new in a property or operation beside it',
  };
  return findings(change, { root, from, to, context: 'response', flows: [answered], affected });
}

interface Comparison {
  readonly root: string;
  readonly from: SchemaId;
  readonly to: SchemaId;
  readonly context: 'request' | 'response';
  readonly flows: readonly Flow[];
  readonly affected: readonly Party[];
}

function findings({ before, after }: OperationChange, { root, from, to, context, flows, affected }: Comparison): readonly Finding[] {
  return compareSchemas({
    context,
    subject: operationName(before),
    root,
    before: before.views.written(from),
    after: after.views.written(to),
    flows,
    owners: [before.api.name],
    affected,
    sensitiveAdvice,
  });
}
