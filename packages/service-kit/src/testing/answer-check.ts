import type { OperationContract } from '@kada-mandiya/contract';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { nodeOf, resolved, responseIn, type JsonNode } from '../http/document.ts';
import { noteExercised } from './exercised.ts';
import { addFormats } from './formats.ts';

/** What came back, as far as the contract speaks of it. */
export interface ReceivedAnswer {
  readonly status: number;
  /** Keys in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The parsed parts of an answer that is as declared. */
export interface CheckedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly body?: unknown;
}

/** Names every way in which an answer is not what the contract declares. */
export class ContractViolation extends Error {
  readonly faults: readonly string[];

  constructor(operation: string, status: number, faults: readonly string[]) {
    super(`${operation} answered ${status} against its contract:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ContractViolation';
    this.faults = faults;
  }
}

/** Checks an answer, or throws a `ContractViolation`. */
export type AnswerCheck = (operation: OperationContract, answer: ReceivedAnswer) => CheckedAnswer;

/** Compiles the schemas of a document as they are needed. JSON Schema 2020-12, formats asserted, independent of the server's validator. */
export function answerCheck(document: object): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  addFormats(ajv);
  const copy = structuredClone(document);
  ajv.addSchema({ ...copy, $id: 'contract' });
  const compiled = new Map<unknown, ValidateFunction>();
  const faultsIn = (schema: unknown, value: unknown, where: string): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(localTo(schema));
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message = 'is not valid' }) => `${where}${instancePath} ${message}`);
  };

  return (operation, { status, headers, body }) => {
    noteExercised({ kind: 'answer', operationId: operation.id, status });
    const declared = responseOf(copy, operation, status);
    if (declared === undefined) throw new ContractViolation(operation.id, status, [`status ${status} is not declared; body: ${textOf(body).slice(0, 500)}`]);
    const { faults, parsed } = checkHeaders(copy, declared, headers, faultsIn);
    const content = nodeOf(declared.content);
    const types = Object.keys(content);
    const contentType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (types.length === 0) {
      if (body.length > 0) faults.push(`a body where none is declared: ${textOf(body).slice(0, 500)}`);
      return checked(operation, faults, { status, headers: parsed });
    }
    const type = types.find((one) => one.toLowerCase() === contentType);
    if (type === undefined || contentType === undefined) {
      faults.push(`media type ${contentType ?? '(none)'} is not one of ${types.join(', ')}`);
      return checked(operation, faults, { status, headers: parsed });
    }
    const value = bodyOf(contentType, body, faults);
    const { schema } = nodeOf(content[type]);
    if (value !== undefined && schema !== undefined) faults.push(...faultsIn(schema, value, 'body'));
    if (contentType === 'application/problem+json') faults.push(...problemFaults(value, status, headers));
    return checked(operation, faults, { status, headers: parsed, contentType, body: value });
  };
}

function checked(operation: OperationContract, faults: readonly string[], answer: CheckedAnswer): CheckedAnswer {
  if (faults.length > 0) throw new ContractViolation(operation.id, answer.status, faults);
  return answer;
}

function responseOf(document: object, operation: OperationContract, status: number): JsonNode | undefined {
  const response = responseIn(document, operation, status);
  return Object.keys(response).length === 0 ? undefined : response;
}

type FaultsIn = (schema: unknown, value: unknown, where: string) => string[];

function checkHeaders(document: object, declared: JsonNode, headers: Readonly<Record<string, string>>, faultsIn: FaultsIn): { faults: string[]; parsed: Record<string, unknown> } {
  const faults: string[] = [];
  const parsed: Record<string, unknown> = { ...headers };
  for (const [name, reference] of Object.entries(nodeOf(declared.headers))) {
    const header = resolved(document, reference);
    const given = headers[name.toLowerCase()];
    if (given === undefined) {
      if (header.required === true) faults.push(`header ${name} is missing`);
      continue;
    }
    const { type } = resolved(document, header.schema);
    const value = (type === 'integer' || type === 'number') && /^-?\d+(?:\.\d+)?$/.test(given) ? Number(given) : given;
    parsed[name.toLowerCase()] = value;
    faults.push(...faultsIn(header.schema, value, `header ${name}`));
  }
  return { faults, parsed };
}

/** RFC 9457, section 3.1.2; and one correlation id for the header, the body and the log. */
function problemFaults(value: unknown, status: number, headers: Readonly<Record<string, string>>): string[] {
  const { status: said, correlationId, code, type } = nodeOf(value);
  return [
    ...(said === status ? [] : [`body/status is ${String(said)}, the status ${status}`]),
    ...(correlationId === headers['x-correlation-id'] ? [] : ['body/correlationId is not the one of the header X-Correlation-Id']),
    ...(code === undefined || (typeof code === 'string' && String(type).endsWith(`/${code}`)) ? [] : ['body/type does not end in the code']),
  ];
}

function bodyOf(contentType: string, body: Uint8Array, faults: string[]): unknown {
  if (contentType !== 'application/json' && !contentType.endsWith('+json')) {
    return contentType.startsWith('text/') ? textOf(body) : body;
  }
  try {
    const value: unknown = JSON.parse(textOf(body));
    return value;
  } catch {
    faults.push(`body is not JSON: ${textOf(body).slice(0, 500)}`);
    return undefined;
  }
}

/** A schema of the document, compiled outside of it: its references point back into it. */
function localTo(schema: unknown): object {
  const copy: unknown = JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#') ? `contract${value}` : value,
  );
  return typeof copy === 'object' && copy !== null ? copy : {};
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString('utf8');
}
