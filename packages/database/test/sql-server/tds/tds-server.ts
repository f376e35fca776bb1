import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { kinds, readMessages, writeAnswer, type TdsMessage } from './packets.ts';
import { loginOf, requestOf, type TdsLogin, type TdsRequest } from './requests.ts';
import { columnsToken, databaseChange, done, errorToken, loginAck, rowToken, transactionChange, type ColumnType, type Row, type ServerError } from './tokens.ts';

/** What the server says to a statement; without one, that it affected no row. */
export type TdsAnswer =
  | { readonly columns: Readonly<Record<string, ColumnType>>; readonly rows: readonly Row[] }
  | { readonly affected: number }
  /** The statement fails. With `rollsBack` the server ends the transaction, as it does for a deadlock's victim. */
  | { readonly errors: readonly ServerError[]; readonly rollsBack?: boolean }
  /** The connection is cut. */
  | 'cut'
  /** No answer ever. */
  | 'silence'
  | undefined;

export interface SentToServer extends TdsRequest {
  /** Which connection it came on, in the order of logging in. */
  readonly connection: number;
}

export interface TdsServer {
  readonly url: string;
  readonly port: number;
  readonly sent: readonly SentToServer[];
  /** `begin`, `commit` and `rollback` of transactions, and texts, in the order of coming. */
  texts(): readonly string[];
  /** How many are open. */
  connections(): number;
  close(): Promise<void>;
}

export interface TdsServerOptions {
  readonly answer?: (request: SentToServer) => TdsAnswer;
  readonly host?: string;
  /** What is said to a login. */
  readonly refuseLogin?: (login: TdsLogin) => ServerError | undefined;
}

/** What a driver sends when it has logged in, to set its session up. */
const settings = 'set ansi_nulls';

/**
 * As much of SQL Server's protocol (TDS 7.4) as the package `mssql` needs: logging in without encryption, statements with
 * parameters, transactions, errors. What statements mean it does not know: a test says what they are answered.
 */
export async function startTdsServer({ answer = () => undefined, host = '127.0.0.1', refuseLogin = () => undefined }: TdsServerOptions = {}): Promise<TdsServer> {
  const sent: SentToServer[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const session = openSession(socket, {
      refuseLogin,
      answer: (request) => {
        const known = { ...request, connection };
        sent.push(known);
        return answer(known);
      },
    });
    readMessages(socket, session);
  });
  await once(server.listen(0, host), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    url: `mssql://sa:secret@${host}:${port}?encrypt=false`,
    sent,
    texts: () => sent.map(({ text }) => text),
    connections: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface SessionOptions {
  readonly answer: (request: TdsRequest) => TdsAnswer;
  readonly refuseLogin: (login: TdsLogin) => ServerError | undefined;
}

function openSession(socket: Socket, { answer, refuseLogin }: SessionOptions): (message: TdsMessage) => void {
  const transactions = openTransactions();
  const write = (tokens: readonly Buffer[]): void => writeAnswer(socket, Buffer.concat(tokens));

  const logIn = (login: TdsLogin): void => {
    const refused = refuseLogin(login);
    write(refused === undefined ? [databaseChange(login.database), loginAck(), done()] : [errorToken(refused), done({ failed: true })]);
    if (refused !== undefined) socket.end();
  };
  const reply = (request: TdsRequest): void => {
    const said = request.text.startsWith(settings) ? undefined : answer(request);
    if (said === 'cut') socket.destroy();
    else if (said !== 'silence') write(tokensOf(said, request, transactions));
    if (typeof said === 'object' && 'errors' in said && said.errors.some(({ severity }) => severity >= 20)) socket.end();
  };
  return (message) => {
    if (message.kind === kinds.prelogin) write([preloginAnswer]);
    else if (message.kind === kinds.login) logIn(loginOf(message));
    else if (message.kind === kinds.attention) {
      // First the answer to what was given up, then that this was heard.
      write([done({ failed: true })]);
      write([done({ attention: true })]);
    } else reply(requestOf(message));
  };
}

function tokensOf(said: Exclude<TdsAnswer, string>, { how, text }: TdsRequest, transactions: Transactions): readonly Buffer[] {
  if (said !== undefined && 'errors' in said) return [...(said.rollsBack === true ? transactions.end('rolledBack') : []), ...said.errors.map(errorToken), done({ failed: true })];
  if (how === 'transaction') return transactions.step(text);
  if (said === undefined || 'affected' in said) return [done({ inProc: true, count: said?.affected ?? 0 }), done()];
  return [columnsToken(said.columns), ...said.rows.map((row) => rowToken(said.columns, row)), done({ inProc: true, count: said.rows.length }), done()];
}

interface Transactions {
  readonly end: (how: 'committed' | 'rolledBack') => readonly Buffer[];
  readonly step: (text: string) => readonly Buffer[];
}

/** Those of one connection: one at a time. */
function openTransactions(): Transactions {
  let count = 0n;
  let open: bigint | undefined;
  const end: Transactions['end'] = (how) => {
    const ended = open;
    open = undefined;
    return ended === undefined ? [] : [transactionChange(how, ended)];
  };
  const step: Transactions['step'] = (text) => {
    if (text === 'begin') {
      open = count += 1n;
      return [transactionChange('begun', open), done()];
    }
    if (open !== undefined) return [...end(text === 'commit' ? 'committed' : 'rolledBack'), done()];
    return [errorToken({ number: text === 'commit' ? 3902 : 3903, message: 'no corresponding BEGIN TRANSACTION', severity: 16 }), done({ failed: true })];
  };
  return { end, step };
}

/** The version, and that there is no encryption ([MS-TDS] 2.2.6.5). */
const preloginAnswer = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, 2]);
