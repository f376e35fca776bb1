import { describe, expect, test } from '@jest/globals';
import { captureLog } from './captured-lines.ts';

const secret = 'hunter2-Zx9';

function logged(fields: object, message = 'm'): string {
  const { logger, text } = captureLog();
  logger.info(fields, message);
  return text.join('');
}

function parsed(fields: object): Readonly<Record<string, unknown>> {
  const { logger, lines } = captureLog();
  logger.info(fields, 'm');
  return lines()[0] ?? {};
}

describe('a value under the name of a secret', () => {
  test.each([
    'password', 'newPassword', 'PASSWORD_HASH', 'passwd', 'pwd', 'token', 'accessToken', 'refresh_token', 'secret', 'clientSecret',
    'client_secret', 'webhook-secret', 'authorization', 'Proxy-Authorization', 'cookie', 'set-cookie', 'apiKey', 'api_key', 'X-API-Key',
    'privateKey', 'credentials', 'jwt', 'cvc', 'sessionId',
  ])('%s is redacted at any depth', (name) => {
    expect(parsed({ [name]: secret, a: [{ b: { [name]: secret } }], c: new Map([[name, secret]]) })).toMatchObject({
      [name]: '[redacted]',
      a: [{ b: { [name]: '[redacted]' } }],
      c: { [name]: '[redacted]' },
    });
  });

  test('is redacted whatever its type, but whether there is one may be said', () => {
    expect(parsed({ pin: 4711, tokens: [secret], secret: { deep: secret }, hasPassword: true, token: null })).toMatchObject({
      pin: '[redacted]',
      tokens: '[redacted]',
      secret: '[redacted]',
      hasPassword: true,
      token: null,
    });
  });

  test('is redacted in a child, too', () => {
    const { logger, text } = captureLog();

    logger.child({ db: { password: secret } }).info({}, 'm');

    expect(text.join('')).not.toContain(secret);
  });

  test('leaves names alone that only look similar', () => {
    expect(parsed({ author: 'a', compass: 'b', keyboard: 'c', spinner: 'd' })).toMatchObject({ author: 'a', compass: 'b', keyboard: 'c', spinner: 'd' });
  });

  test.each([
    ['pairs', { headers: [['accept', '*/*'], ['authorization', secret]] }],
    ['a flat list of raw headers', { rawHeaders: ['Accept', '*/*', 'Cookie', secret] }],
    ['command-line options', { argv: ['node', 'main.ts', '--password', secret] }],
    ['a name and a value', { form: [{ name: 'password', value: secret }] }],
    ['JSON as text', { body: `{"user":{"password":"${secret}"}}` }],
    ['JSON as text in JSON as text', { body: JSON.stringify({ inner: JSON.stringify({ token: secret }) }) }],
    ['what toJSON gives', { dto: { toJSON: () => ({ password: secret }) } }],
    ['bytes', { content: Buffer.from(secret), view: new TextEncoder().encode(secret) }],
  ])('is redacted in %s', (_, fields) => {
    const line = logged(fields);

    expect(line).not.toContain(secret);
    expect(line).not.toContain([...Buffer.from(secret)].join(','));
  });
});

describe('a secret in text', () => {
  test.each([
    ['amqp://guest:hunter2-Zx9@rabbit:5672/%2f', 'amqp://guest:[redacted]@rabbit:5672/%2f'],
    ['connect amqps://u:a/hunter2-Zx9@b@rabbit failed', 'connect amqps://u:[redacted]@rabbit failed'],
    ['redis://:hunter2-Zx9@cache', 'redis://:[redacted]@cache'],
    ['https://hunter2-Zx9-hunter2-Zx9@git.example/x', 'https://[redacted]@git.example/x'],
    ['Server=db;User Id=sa;Password=hunter2-Zx9;Database=order_db', 'Server=db;User Id=sa;Password=[redacted];Database=order_db'],
    ['GET /reset?token=hunter2-Zx9&next=/home', 'GET /reset?token=[redacted]&next=/home'],
    ['{ "clientSecret": "hunter2-Zx9 and more", "a": 1 }.', '{ "clientSecret": "[redacted]", "a": 1 }.'],
    ["{ password: 'hunter2-Zx9 and more' }", "{ password: '[redacted]' }"],
    ['body {\\"token\\":\\"hunter2-Zx9 x\\",\\"a\\":1}', 'body {\\"token\\":\\"[redacted]\\",\\"a\\":1}'],
    ['Authorization: Bearer hunter2-Zx9', 'Authorization: [redacted]'],
    ['cookie: a=hunter2-Zx9; b=hunter2-Zx9\r\nhost: x', 'cookie: [redacted]\r\nhost: x'],
    ['got Bearer hunter2-Zx9.abc instead', 'got Bearer [redacted] instead'],
    ['sent Basic aHVudGVyMi1aeDk6eA== there', 'sent Basic [redacted] there'],
    ['pi_3Mt_x or pi_3MtwBw_secret_YrKJUKribcBjcG8HVhfZ', 'pi_3Mt_x or pi_3MtwBw_secret_[redacted]'],
    [['sk_test', '4eC39HqLyjWDarjtT1zdp7dc and whsec', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].join('_'), '[redacted] and [redacted]'],
    ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI4OCJ9.c2lnbmF0dXJl!', '[redacted]!'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----.', '[redacted].'],
  ])('%s', (text, shown) => {
    expect(parsed({ text })).toMatchObject({ text: shown });
    expect(JSON.parse(logged({}, text))).toMatchObject({ msg: shown });
    expect(Object.keys(parsed({ [text]: 1 }))).toContain(shown);
  });

  test.each([
    'http://localhost:3000/users?email=a@b.example',
    'see http://localhost:3000, or write to a@b.example',
    'the access token has expired',
    'Basic authentication failed',
    'file:///app/node_modules/@kada-mandiya/logger/src/index.ts:12:3',
    'order 23b5222d-452c-4bab-a3db-622e20c87508 placed at 2026-03-14T08:15:27.310Z',
  ])('is not seen in: %s', (text) => {
    expect(parsed({ text })).toMatchObject({ text });
  });

  test('of an error is redacted in message and stack, through its causes and its own properties', () => {
    const inner = Object.assign(new TypeError(`login as guest with password=${secret}`), { code: 'EAUTH', config: { password: secret } });
    const error = new Error(`cannot reach amqp://guest:${secret}@rabbit`, { cause: new AggregateError([inner], 'all failed') });

    const line = parsed({ error });

    expect(JSON.stringify(line)).not.toContain(secret);
    expect(line).toMatchObject({
      error: {
        type: 'Error',
        message: 'cannot reach amqp://guest:[redacted]@rabbit',
        stack: expect.stringContaining('redaction.test.ts'),
        cause: {
          type: 'AggregateError',
          message: 'all failed',
          errors: [{ type: 'TypeError', code: 'EAUTH', message: 'login as guest with password=[redacted]', config: { password: '[redacted]' } }],
        },
      },
    });
  });
});

describe('what the contracts mark sensitive', () => {
  const sensitive = {
    events: [
      { routingKey: 'user.registered', version: 1, sensitive: [['data', 'email'], ['data', 'lines', '*', 'name'], ['data', 'extra', '*']] },
      { routingKey: 'user.registered', version: 2, sensitive: [['data', 'contact']] },
    ],
    bodies: [['email'], ['address', 'street'], ['items', '*', 'note']],
  };
  const data = { email: 'a@b.example', contact: 'by phone', lines: [{ name: 'Nimali', at: 1 }], extra: { x: 'X', y: 'Y' } };
  const event = { eventId: 'e', eventType: 'user.registered', version: 1, occurredAt: 't', correlationId: 'c', data };

  function withContracts(fields: object): Readonly<Record<string, unknown>> {
    const { logger, lines } = captureLog({ sensitive });
    logger.info(fields, 'm');
    return lines()[0] ?? {};
  }

  test('is redacted in an event, found by its envelope wherever it stands', () => {
    const shown = {
      ...event,
      data: { email: '[redacted]', contact: 'by phone', lines: [{ name: '[redacted]', at: 1 }], extra: { x: '[redacted]', y: '[redacted]' } },
    };

    expect(withContracts({ event, group: [{ event }], text: JSON.stringify(event) })).toMatchObject({
      event: shown,
      group: [{ event: shown }],
      text: JSON.stringify(shown),
    });
  });

  test('is redacted in an event that is itself the fields of the line', () => {
    expect(withContracts(event)).toMatchObject({ data: { email: '[redacted]' } });
  });

  test('follows the version, and holds for all of them where the version is unknown', () => {
    expect(withContracts({ event: { ...event, version: 2 } })).toMatchObject({ event: { data: { email: data.email, contact: '[redacted]' } } });
    expect(withContracts({ event: { ...event, version: 3 } })).toMatchObject({ event: { data: { email: '[redacted]', contact: '[redacted]' } } });
  });

  test('is redacted in HTTP bodies, at any depth and as text', () => {
    const body = { email: 'a@b.example', address: { street: 'S', city: 'C' }, items: [{ note: 'n', id: 1 }] };
    const shown = { email: '[redacted]', address: { street: '[redacted]', city: 'C' }, items: [{ note: '[redacted]', id: 1 }] };

    expect(withContracts({ request: { body }, body: JSON.stringify(body) })).toMatchObject({ request: { body: shown }, body: JSON.stringify(shown) });
  });

  test('leaves other events and other fields as they are', () => {
    expect(withContracts({ event: { ...event, eventType: 'order.paid' }, email: 'a@b.example' })).toMatchObject({
      event: { data },
      email: 'a@b.example',
    });
  });
});
