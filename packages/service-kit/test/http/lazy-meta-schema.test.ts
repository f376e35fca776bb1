import { createRequire } from 'node:module';
import { afterEach, expect, jest, test } from '@jest/globals';
import { middleware } from 'express-openapi-validator';
import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { requestValidation } from '../../src/http/validation.ts';
import { library, raw } from './library.ts';

type Validator = new (options: object) => { validate(document: object): { readonly errors: readonly unknown[] } };

const framework = createRequire(import.meta.url)('express-openapi-validator/dist/framework/openapi.schema.validator.js') as { OpenAPISchemaValidator: Validator };
const Original = framework.OpenAPISchemaValidator;

afterEach(() => {
  jest.restoreAllMocks();
});

test('OpenAPI’s own schema is not compiled for a document that is not checked by it', async () => {
  await requestValidation(library.openapi).load();
  expect(framework.OpenAPISchemaValidator).not.toBe(Original);
  expect(new framework.OpenAPISchemaValidator({ version: '3.1.0', validateApiSpec: false })).not.toHaveProperty('validator');
});

test('it is where somebody else wants a document checked', async () => {
  await requestValidation(library.openapi).load();
  // It prints what it finds.
  jest.spyOn(console, 'error').mockReturnValue(undefined);
  const app = express().use(middleware({ apiSpec: { openapi: '3.1.0', info: { title: 'no version' }, paths: {} } as never }));
  const faults: unknown[] = [];
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    faults.push(error);
    response.status(500).end();
  });
  const server = createServer(app);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  await raw(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, '/');
  server.close();
  expect(String(faults[0])).toMatch(/apiDoc was invalid/);
});

test('a document is checked as it was before', async () => {
  await requestValidation(library.openapi).load();
  const [lazy, eager] = [framework.OpenAPISchemaValidator, Original].map((Made) => new Made({ version: '3.1.0', validateApiSpec: true }));
  const wrong = { openapi: '3.1.0', info: {} };
  expect(lazy?.validate(library.openapi).errors).toEqual([]);
  expect(lazy?.validate(wrong).errors).toEqual(eager?.validate(wrong).errors);
  expect(lazy?.validate(wrong).errors).not.toEqual([]);
});
