/** A change of one file that changes what is generated from it, another one for each number. */
export interface Edit {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: (number: number) => string;
}

export const edits: readonly Edit[] = [
  {
    name: 'AsyncAPI',
    file: 'asyncapi/order.created.yaml',
    from: 'maxItems: 50\n',
    to: (number) => `maxItems: ${50 + number}\n`,
  },
  {
    name: 'OpenAPI',
    file: 'openapi/user-service.yaml',
    from: '  version: 1.0.0\n',
    to: (number) => `  version: 1.0.${number}\n`,
  },
];
