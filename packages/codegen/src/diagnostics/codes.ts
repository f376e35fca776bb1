export type Severity = 'error' | 'warning';

/** What a code means. */
export interface CodeMeaning {
  readonly severity: Severity;
  /** Its severity without the house profile, where that is milder. */
  readonly elsewhere?: Severity;
  readonly title: string;
}

/** What every diagnostic is about, by its code; `docs/codegen.md` shows this table. */
export const diagnosticCodes = {
  // Files
  NO_DOCUMENTS: { severity: 'error', title: 'There is nothing to generate from' },
  UNREADABLE_FILE: { severity: 'error', title: 'A file or folder cannot be read' },
  NOT_UTF8: { severity: 'error', title: 'The file is not UTF-8' },
  YAML_SYNTAX: { severity: 'error', title: 'The file is not YAML (or JSON) that parses' },
  YAML_VALUE: { severity: 'error', title: 'YAML allows it, JSON does not' },
  YAML_ALIAS: { severity: 'error', title: 'An alias that leads nowhere, into itself, or to too much' },
  DUPLICATE_KEY: { severity: 'error', title: 'A key stands twice in one map' },
  UNUSED_FILE: { severity: 'error', elsewhere: 'warning', title: 'The file is no document and nothing refers to it' },

  // The configuration and the kinds of documents
  UNKNOWN_SETTING: { severity: 'error', title: 'A setting that does not exist' },
  UNSUPPORTED_VERSION: { severity: 'error', title: 'A version of AsyncAPI or OpenAPI that is not read' },
  UNSUPPORTED_SCHEMA_FORMAT: {
    severity: 'error',
    title: 'A schema that is not JSON Schema, or of a draft that is not read',
  },

  // The form of documents
  UNKNOWN_FIELD: { severity: 'error', elsewhere: 'warning', title: 'A field that its object does not have' },
  MISSING_FIELD: { severity: 'error', title: 'A field that its object must have' },
  WRONG_KIND: { severity: 'error', title: 'A value of another kind than expected' },
  WRONG_VALUE: { severity: 'error', title: 'A value that is not among those allowed' },

  FOREIGN_CHANNEL: { severity: 'error', title: 'An operation on a channel that is not of its document' },
  FOREIGN_MESSAGE: { severity: 'error', title: 'An operation with a message that its channel does not have' },
  NOT_AN_ENVELOPE: { severity: 'error', title: 'A payload that is not the shared envelope around its data' },

  // Examples, operations and paths
  EXAMPLE_INVALID: { severity: 'error', title: 'An example that its schema refuses' },
  DEFAULT_INVALID: { severity: 'error', elsewhere: 'warning', title: 'A default that its schema refuses' },
  DUPLICATE_OPERATION_ID: { severity: 'error', title: 'Two operations with the same operationId' },
  PATH_COLLISION: { severity: 'error', title: 'Two paths that match the same requests' },
  DUPLICATE_PARAMETER: { severity: 'error', title: 'Two parameters of the same name in one place' },
  PATH_PARAMETER: {
    severity: 'error',
    elsewhere: 'warning',
    title: "A path's parameters that do not fit its template",
  },
  UNKNOWN_SECURITY_SCHEME: {
    severity: 'error',
    elsewhere: 'warning',
    title: 'A security scheme that the document does not have',
  },

  // The house profile: events
  ROUTING_KEY: { severity: 'error', title: 'A routing key that differs from the name of its file' },
  RESERVED_ROUTING_KEY: { severity: 'error', title: 'A routing key that a broker would take for something else' },
  QUEUE_TWICE: { severity: 'error', title: 'Two queues of the same name' },
  NAME_COLLISION: { severity: 'error', title: 'Names of events or services that differ in case or punctuation only' },
  NO_PRODUCER: { severity: 'error', title: 'An event that nobody sends' },
  MISSING_SERVICE: { severity: 'error', title: 'An event operation that does not say whose it is' },
  UNKNOWN_SERVICE: { severity: 'error', title: 'A service without an OpenAPI document' },
  UNLISTED_VERSIONS: { severity: 'error', title: 'A receiver that does not list the version it takes' },
  SEVERAL_VERSIONS: { severity: 'error', title: 'A service that receives one event twice' },
  VERSION_TWICE: { severity: 'error', title: 'Two messages with the same version of one event' },
  MESSAGE_NAME: { severity: 'error', title: 'A message whose name does not end in its version' },
  EXCHANGE: { severity: 'error', title: 'A channel without the exchange that all events share, or one that does not route by key' },

  // The house profile: schemas
  UNNAMED_SCHEMA: { severity: 'error', title: 'A schema that needs a name' },
  UNTYPED_SCHEMA: { severity: 'error', title: 'A schema that does not say of what type its values are' },
  UNDECLARED_PROPERTY: { severity: 'error', title: 'A required property that is not declared' },
  UNKNOWN_KEYWORD: { severity: 'error', title: 'A keyword that JSON Schema does not know' },
  UNKNOWN_FORMAT: { severity: 'error', title: 'A format that is not asserted' },
  UNBOUNDED_INTEGER: { severity: 'error', title: 'An integer without bounds, or beyond those that are exact' },
  IGNORED_KEYWORD: { severity: 'error', title: 'A keyword that the tools around OpenAPI ignore' },
  UNREAD_FIELD: { severity: 'error', title: 'A field that nothing is made from, or a value that is not what happens' },
  MISSING_EXAMPLE: { severity: 'error', title: 'A message or body without an example' },

  // The house profile: HTTP
  OPENAPI_VERSION: { severity: 'error', title: 'A version of OpenAPI that the public document does not have' },
  MISSING_OPERATION_ID: { severity: 'error', title: 'An operation without operationId' },
  MISSING_STATUS: { severity: 'error', title: 'A status that the operation must declare' },
  NO_PROBLEM_BODY: { severity: 'error', title: 'An error that is no problem document' },
  ROLES_WITHOUT_SECURITY: { severity: 'error', title: 'A rule about callers where callers are not known' },

  // References
  REF_FILE: { severity: 'error', title: 'A reference to a file that is not there' },
  REF_POINTER: { severity: 'error', title: 'A reference to something that its file does not have' },
  REF_REMOTE: { severity: 'error', title: 'A reference to the network; nothing is fetched' },
  REF_CYCLE: { severity: 'error', title: 'References that lead in a circle, to nothing' },
  REF_SIBLING: { severity: 'error', elsewhere: 'warning', title: 'A field beside `$ref`, which nobody reads' },

  // Schemas
  SCHEMA_PATTERN: { severity: 'error', title: 'A text that is no regular expression' },
  SCHEMA_DIALECT: { severity: 'error', title: 'A dialect or vocabulary of JSON Schema that is not known' },
  SCHEMA_ID_TWICE: { severity: 'error', title: 'An id or anchor that two schemas have' },
  SCHEMA_KEYWORD_IGNORED: {
    severity: 'warning',
    title: 'A keyword that asserts something in another dialect, and nothing in this one',
  },
} as const satisfies Record<string, CodeMeaning>;

export type DiagnosticCode = keyof typeof diagnosticCodes;
