import {
  matching,
  object,
  oneOf,
  text,
  flag,
  integer,
  list,
  referable,
  type Lazy,
  type Pattern,
  type Rule,
} from './rule.ts';

/**
 * The house profile's extensions, by the object that carries them; a foreign document may use these names for
 * anything.
 */
export interface Extensions {
  readonly eventOperation: Readonly<Record<string, Lazy>>;
  readonly httpOperation: Readonly<Record<string, Lazy>>;
}

export const noExtensions: Extensions = { eventOperation: {}, httpOperation: {} };

export const serviceName: Pattern = {
  form: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  says: 'the name of a service, such as order-service',
};

const aDay = 86_400_000;

export const houseExtensions: Extensions = {
  eventOperation: {
    'x-service': matching(serviceName.form, serviceName.says),
    'x-retry': object('a retry policy', { 'delaysMs*': list(integer(1, aDay)) }),
    'x-prefetch': integer(1, 65_535),
  },
  httpOperation: {
    'x-roles': list(text, { atLeast: 1 }),
    'x-rate-limit': object('a rate limit', {
      'limit*': integer(1, 1_000_000),
      'windowSeconds*': integer(1, 86_400),
      'by*': oneOf('user', 'address'),
    }),
    'x-internal': flag,
  },
};

/** Names under `components` (AsyncAPI 3.0 and OpenAPI 3.1, Components Object). */
export const componentKey: Pattern = {
  form: /^[A-Za-z0-9._-]+$/,
  says: 'a name of letters, digits, ".", "-" and "_"',
};

export const contact: Rule = object('a contact', { name: text, url: text, email: text });

export const externalDocs: Rule = object('external documentation', { description: text, 'url*': text });

/** A tag; only AsyncAPI lets its documentation be a reference. */
export const tag: Rule = object('a tag', { 'name*': text, description: text, externalDocs: referable(externalDocs) });
