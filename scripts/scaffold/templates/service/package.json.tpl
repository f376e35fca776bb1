{
  "name": "@kada-mandiya/{{service}}",
  "version": "0.1.0",
  "description": "{{Plural}}",
  "license": "MIT",
  "type": "module",
  "engines": {
    "node": ">=24"
  },
  "private": true,
  "exports": {
    ".": "./src/service.ts"
  },
  "scripts": {
    "start": "node --env-file-if-exists=.env src/main.ts"
  },
  "dependencies": {
    "@kada-mandiya/auth": "0.1.0",
    "@kada-mandiya/contract": "0.1.0",
    "@kada-mandiya/database": "0.1.0",
    "@kada-mandiya/event-contracts": "0.1.0",
    "@kada-mandiya/http-contracts": "0.1.0",
    "@kada-mandiya/service-contracts": "0.1.0",
    "@kada-mandiya/service-kit": "0.1.0"
  }
}
