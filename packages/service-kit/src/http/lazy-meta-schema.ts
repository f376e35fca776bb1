// A CommonJS module: the object that it exports, which the rest of the validator reads from too.
import exported from 'express-openapi-validator/dist/framework/openapi.schema.validator.js';

/** What express-openapi-validator makes to check a document by OpenAPI's own schema. */
interface DocumentValidator {
  validate(document: object): unknown;
}

type MakeValidator = new (options: object) => DocumentValidator;

let done = false;

/**
 * express-openapi-validator compiles OpenAPI's own schema for each document, also where it is told not to check the
 * document by it (`validateApiSpec: false`): nearly half of the time that its loading takes. From now on it compiles that
 * schema when it is about to be used. A version that makes it otherwise is left as it is.
 */
export function compileMetaSchemaWhenUsed(): void {
  if (done) return;
  done = true;
  const Eager: unknown = Reflect.get(exported, 'OpenAPISchemaValidator');
  if (isMaker(Eager)) Reflect.set(exported, 'OpenAPISchemaValidator', lazy(Eager));
}

function lazy(Eager: MakeValidator): MakeValidator {
  return class LazyDocumentValidator implements DocumentValidator {
    readonly #options: object;
    #validator: DocumentValidator | undefined;

    constructor(options: object) {
      this.#options = options;
    }

    validate(document: object): unknown {
      this.#validator ??= new Eager(this.#options);
      return this.#validator.validate(document);
    }
  };
}

function isMaker(value: unknown): value is MakeValidator {
  return typeof value === 'function';
}
