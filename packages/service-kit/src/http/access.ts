import { hasRole, notSignedIn, roleMissing, type AccessRefusal } from '@kada-mandiya/auth';
import type { Caller, OperationContract } from '@kada-mandiya/contract';
import type { Request, RequestHandler } from 'express';
import { RequestRefused, ServiceFault } from './problem.ts';

/**
 * Who sent a request, by its `Authorization` header; `undefined` where it does not say or what it says is not good. An
 * error is a fault of the service (500), not of the caller.
 */
export type Authenticate = (request: Request) => Caller | undefined | Promise<Caller | undefined>;

const callers = new WeakMap<object, Caller>();

/** The caller of a request whose operation asks for one. */
export function callerOf(request: Request): Caller | undefined {
  return callers.get(request);
}

/** 401 without a good token (RFC 6750, section 3), 403 without one of the operation's roles. */
export function access({ roles }: OperationContract, authenticate: Authenticate): RequestHandler {
  return async (request, _response, next) => {
    const caller = await identified(request, authenticate);
    if (caller === undefined) throw refused(notSignedIn(request));
    if (roles.length > 0 && !hasRole(caller, ...roles)) throw refused(roleMissing(roles));
    callers.set(request, caller);
    next();
  };
}

async function identified(request: Request, authenticate: Authenticate): Promise<Caller | undefined> {
  try {
    return await authenticate(request);
  } catch (error) {
    throw new ServiceFault(error);
  }
}

function refused({ headers, ...fields }: AccessRefusal): RequestRefused {
  return new RequestRefused(fields, headers);
}
