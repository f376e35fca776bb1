/**
 * Node's HTTP module, as CommonJS modules get it. To `import` it is to read all that it exports, and with `WebSocket` that
 * loads Node's own HTTP client, which no service uses: a twentieth of its start.
 */
export const { createServer, STATUS_CODES, validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');
