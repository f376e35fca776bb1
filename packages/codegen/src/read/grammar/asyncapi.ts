import { amqpChannel, amqpMessage, amqpOperation, bindings } from './bindings.ts';
import {
  anything,
  flag,
  list,
  map,
  matching,
  object,
  oneOf,
  payload,
  referable,
  reference,
  text,
  textOrNull,
  type ObjectRule,
  type Rule,
} from './rule.ts';
import { componentKey, contact, externalDocs, houseExtensions, noExtensions, tag } from './shared.ts';

/** The grammar of an AsyncAPI 3.0 or 3.1 document (https://www.asyncapi.com/docs/reference/specification/v3.1.0). */
export function asyncApiGrammar({ house }: { house: boolean }): ObjectRule {
  return house ? houseGrammar : plainGrammar;
}

const tags: Rule = list(referable(tag));
const docs: Rule = referable(externalDocs);

const runtimeExpression: Rule = matching(
  /^\$message\.(?:header|payload)#(?:\/(?:[^/~]|~[01])*)*$/,
  'a runtime expression, such as $message.header#/replyTo',
);

const info: Rule = object('the info', {
  'title*': text,
  'version*': text,
  description: text,
  termsOfService: text,
  contact,
  license: object('a license', { 'name*': text, url: text }),
  tags,
  externalDocs: docs,
});

const described = { title: text, summary: text, description: text, tags, externalDocs: docs };

/** The nine kinds of security schemes differ in their fields; `type` says which. */
const securityScheme: Rule = object('a security scheme', {
  'type*': oneOf(
    'userPassword',
    'apiKey',
    'X509',
    'symmetricEncryption',
    'asymmetricEncryption',
    'httpApiKey',
    'http',
    'oauth2',
    'openIdConnect',
    'plain',
    'scramSha256',
    'scramSha512',
    'gssapi',
  ),
  description: text,
  name: text,
  in: oneOf('user', 'password', 'query', 'header', 'cookie'),
  scheme: text,
  bearerFormat: text,
  flows: map(
    object('an OAuth flow', { authorizationUrl: text, tokenUrl: text, refreshUrl: text, availableScopes: map(text) }),
  ),
  openIdConnectUrl: text,
  scopes: list(text),
});
const security: Rule = list(referable(securityScheme));

const serverVariable: Rule = object('a server variable', {
  enum: list(text),
  default: text,
  description: text,
  examples: list(text),
});
const server: Rule = object('a server', {
  'host*': text,
  'protocol*': text,
  pathname: text,
  protocolVersion: text,
  ...described,
  variables: map(referable(serverVariable)),
  security,
  bindings: bindings(anything),
});

const correlationId: Rule = object('a correlation id', { description: text, 'location*': runtimeExpression });
const messageExample: Rule = object('a message example', {
  name: text,
  summary: text,
  headers: map(anything),
  payload: anything,
});
const messageTraitFields = {
  ...described,
  name: text,
  headers: payload,
  correlationId: referable(correlationId),
  contentType: text,
  deprecated: flag,
  bindings: bindings(amqpMessage),
  examples: list(messageExample),
};
const messageTrait: Rule = object('a message trait', messageTraitFields);
const message: Rule = object('a message', { ...messageTraitFields, payload, traits: list(referable(messageTrait)) });

const parameter: Rule = object('a channel parameter', {
  enum: list(text),
  default: text,
  description: text,
  examples: list(text),
  location: runtimeExpression,
});
const channel: Rule = object('a channel', {
  address: textOrNull,
  messages: map(referable(message)),
  ...described,
  servers: list(reference(server)),
  parameters: map(referable(parameter)),
  bindings: bindings(amqpChannel),
});

const replyAddress: Rule = object('a reply address', { description: text, 'location*': runtimeExpression });
const reply: Rule = object('a reply', {
  address: referable(replyAddress),
  channel: reference(channel),
  messages: list(reference(message)),
});

function documentGrammar(extensions: typeof noExtensions): ObjectRule {
  const traitFields = { ...described, security, bindings: bindings(amqpOperation), ...extensions.eventOperation };
  const operationTrait = object('an operation trait', traitFields);
  const operation = object('an operation', {
    'action*': oneOf('send', 'receive'),
    'channel*': reference(channel),
    messages: list(reference(message)),
    reply: referable(reply),
    ...traitFields,
    traits: list(referable(operationTrait)),
  });
  const named = (rule: Rule): Rule => map(referable(rule), componentKey);
  return object('an AsyncAPI document', {
    'asyncapi*': text,
    'info*': info,
    id: text,
    servers: map(referable(server), componentKey),
    defaultContentType: text,
    channels: map(referable(channel)),
    operations: map(referable(operation)),
    components: object('a components object', {
      schemas: map(payload, componentKey),
      servers: named(server),
      channels: named(channel),
      operations: named(operation),
      messages: named(message),
      securitySchemes: named(securityScheme),
      serverVariables: named(serverVariable),
      parameters: named(parameter),
      correlationIds: named(correlationId),
      replies: named(reply),
      replyAddresses: named(replyAddress),
      externalDocs: named(externalDocs),
      tags: named(tag),
      operationTraits: named(operationTrait),
      messageTraits: named(messageTrait),
      serverBindings: map(bindings(anything), componentKey),
      channelBindings: map(bindings(amqpChannel), componentKey),
      operationBindings: map(bindings(amqpOperation), componentKey),
      messageBindings: map(bindings(amqpMessage), componentKey),
    }),
  });
}

const plainGrammar = documentGrammar(noExtensions);
const houseGrammar = documentGrammar(houseExtensions);
