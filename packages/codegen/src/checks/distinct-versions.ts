import type { Problem } from '../diagnostics/problem.ts';
import type { Contract, Message } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import { quote } from './check.ts';

/** A version is a message of its own: its name ends in `V` and its number, and no two have the same number. */
export function* distinctVersions({ eventDocuments }: Contract): Iterable<Problem> {
  for (const { messages } of eventDocuments.flatMap(({ channels }) => channels)) {
    const first = new Map<number, Message>();
    for (const message of messages) {
      yield* wellNamed(message);
      const { envelope } = message;
      if (envelope === undefined) continue;
      const other = first.get(envelope.version);
      if (other === undefined) first.set(envelope.version, message);
      else {
        const text = `version ${String(envelope.version)} is already that of ${other.name}`;
        yield {
          code: 'VERSION_TWICE',
          message: text,
          origin: below(envelope.origin, 'properties', 'version', 'const'),
        };
      }
    }
  }
}

function* wellNamed({ name, entry, envelope }: Message): Iterable<Problem> {
  const number = /V([1-9]\d*)$/.exec(name)?.[1];
  if (number === undefined) {
    yield {
      code: 'MESSAGE_NAME',
      message: `the name ${quote(name)} does not end in its version, such as ${quote(`${name}V1`)}`,
      origin: keyOf(entry),
    };
  } else if (envelope !== undefined && envelope.version !== Number(number)) {
    const message = `the name ${quote(name)} says version ${number}, the payload says ${String(envelope.version)}`;
    yield { code: 'MESSAGE_NAME', message, origin: below(envelope.origin, 'properties', 'version', 'const') };
  }
}
