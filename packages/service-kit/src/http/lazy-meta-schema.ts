/** What express-openapi-validator makes to check a document by OpenAPI's own schema. */
interface DocumentValidator {
  validate(document: object): unknown;
}

type MakeValidator = new (options: object) => DocumentValidator;

let patched: Promise<void> | undefined;

/**
 * express-openapi-validator compiles OpenAPI's own schema for each document, also where it is told not to check the
 * document by it (`validateApiSpec: false`): nearly half of the time of a service's start. From now on it compiles that
 * schema when it is about to be used. A version that keeps it elsewhere is left as it is.
 */
export function compileMetaSchemaWhenUsed(): Promise<void> {
  return (patched ??= patch());
}

async function patch(): Promise<void> {
  const module = await load();
  const Eager: unknown = Reflect.get(module, 'OpenAPISchemaValidator');
  if (isMaker(Eager)) Reflect.set(module, 'OpenAPISchemaValidator', lazy(Eager));
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

async function load(): Promise<object> {
  try {
    // A CommonJS module: what others see of it is the object that it exports.
    const { default: module }: { readonly default?: unknown } = await import('express-openapi-validator/dist/framework/openapi.schema.validator.js');
    return typeof module === 'object' && module !== null ? module : {};
  } catch {
    return {};
  }
}

function isMaker(value: unknown): value is MakeValidator {
  return typeof value === 'function';
}
