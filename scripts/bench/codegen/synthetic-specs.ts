/** One AsyncAPI document as a shop may have it, of no profile. */
export function syntheticEvent(number: number): string {
  const name = `Thing${number}Changed`;
  return `asyncapi: 3.0.0
info: { title: ${name}, version: 1.0.0 }
channels:
  thing-${number}.changed:
    address: thing-${number}.changed
    messages:
      ${name}: { $ref: '#/components/messages/${name}' }
operations:
  send${name}:
    action: send
    channel: { $ref: '#/channels/thing-${number}.changed' }
components:
  messages:
    ${name}:
      contentType: application/json
      payload: { $ref: '#/components/schemas/${name}' }
      examples:
        - payload: ${JSON.stringify(example(number))}
  schemas:
    ${name}:
      type: object
      required: [id, changedAt, lines]
      properties:
        id: { type: string, format: uuid }
        changedAt: { type: string, format: date-time }
        number: { type: integer, minimum: 0, maximum: ${1000 + number} }
        state: { enum: [open, closed, late${number}] }
        note: { type: [string, 'null'], maxLength: 200 }
        lines:
          type: array
          minItems: 1
          items: { $ref: '#/components/schemas/Line' }
    Line:
      type: object
      required: [sku, quantity]
      properties:
        sku: { type: string, pattern: '^[A-Z]{3}-[0-9]+$' }
        quantity: { type: integer, minimum: 1 }
        price: { $ref: '#/components/schemas/Price' }
    Price:
      type: object
      required: [amount, currency]
      additionalProperties: false
      properties:
        amount: { type: integer }
        currency: { type: string, minLength: 3, maxLength: 3 }
`;
}

function example(number: number): object {
  const price = { amount: 100 + number, currency: 'LKR' };
  return {
    id: '62182797-90f7-414a-9b65-2d7bd6d1744c',
    changedAt: '2026-03-14T08:15:27.310Z',
    number,
    state: 'open',
    lines: [{ sku: 'ABC-1', quantity: 1, price }],
  };
}

/** One OpenAPI document with some operations. */
export function syntheticApi(number: number, operations: number): string {
  const paths = Array.from({ length: operations }, (_, index) => operation(`${number}x${index}`));
  return `openapi: 3.1.0
info: { title: Api ${number}, version: 1.0.0 }
paths:
${paths.join('')}components:
  schemas:
    Item:
      type: object
      required: [id, name]
      properties:
        id: { type: string, format: uuid }
        name: { type: string, minLength: 1, maxLength: 80 }
        tags: { type: array, items: { type: string }, maxItems: 10 }
        parent: { $ref: '#/components/schemas/Item' }
    Problem:
      type: object
      properties:
        title: { type: string }
        status: { type: integer }
`;
}

function operation(id: string): string {
  return `  /items-${id}/{itemId}:
    put:
      operationId: replaceItem${id}
      parameters:
        - { name: itemId, in: path, required: true, schema: { type: string, format: uuid } }
        - { name: dryRun, in: query, schema: { type: boolean } }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Item' } } }
      responses:
        '200':
          description: The item
          content: { application/json: { schema: { $ref: '#/components/schemas/Item' } } }
        '404':
          description: No such item
          content: { application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } } }
`;
}
