# {{service}}

{{Plural}}. The rule is in [`src/{{base}}.ts`](src/{{base}}.ts).

| HTTP ([specs/openapi/{{service}}.yaml](../../specs/openapi/{{service}}.yaml)) | who | what |
|---|---|---|
| `GET /{{path}}/{{{thing}}Id}` | the owner | reads a {{words}} |

## Decisions

- **Another user's {{words}} does not exist** (404).

## Configuration

[`.env.example`](.env.example) lists all variables. Needed: `AMQP_URL` and `JWT_PUBLIC_KEYS`.

## Running it alone

```sh
cp services/{{service}}/.env.example services/{{service}}/.env   # and set JWT_PUBLIC_KEYS
npm run broker   # or any RabbitMQ
npm start -w services/{{service}}
```

It serves <http://127.0.0.1:{{port}}>, with its contract at `/docs`, `/health/live` and `/health/ready`. As a container, from
the repository's root: `docker build -f services/{{service}}/Dockerfile -t kada-mandiya/{{service}} .`

Tests: `npm test -- services/{{service}}`.
