import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";

/** Where faults go: the client's log. */
export interface Log {
  error(message: string): void;
}

/**
 * A request handler that cannot take the server down: a fault in `handler` is logged and answered with `empty`, and what the
 * client has cancelled is answered as cancelled, whatever came out.
 */
export function guard<P, R>(name: string, log: Log, empty: R, handler: (params: P, token: CancellationToken) => R | Promise<R>) {
  return async (params: P, token: CancellationToken): Promise<R | ResponseError<never>> => {
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await handler(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (fault) {
      log.error(`${name}: ${describe(fault)}`);
      return token.isCancellationRequested ? cancelled() : empty;
    }
  };
}

/** The same for a notification: there is nobody to answer. */
export function guardNotification<P>(name: string, log: Log, handler: (params: P) => void | Promise<void>) {
  return async (params: P): Promise<void> => {
    try {
      await handler(params);
    } catch (fault) {
      log.error(`${name}: ${describe(fault)}`);
    }
  };
}

export function describe(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "The request was cancelled.");
}
