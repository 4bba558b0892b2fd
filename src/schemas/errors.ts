/**
 * Typed errors. Every error that can reach a person carries a machine-readable `code`, a message that says
 * what happened, and a `hint` that says what the person can do. A secret never belongs in either.
 */

const MARKER = Symbol.for("engram.error");

/** What an error looks like once it has left the process (stored with a run, sent over the wire). */
export interface ErrorRecord {
  code: string;
  message: string;
  hint: string | null;
  /** HTTP status the REST facade answers with. */
  status: number;
  /** Extra facts for "copy details": never a key, never a whole prompt. */
  detail?: unknown;
}

export interface ErrorOptions {
  hint?: string | null;
  cause?: unknown;
  detail?: unknown;
}

/** Base of all errors thrown on purpose by this project. */
export class EngramError extends Error {
  readonly [MARKER] = true;
  readonly code: string;
  readonly hint: string | null;
  readonly status: number;
  readonly detail: unknown;

  constructor(code: string, status: number, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    // Not the class: minified it says nothing, and Dexie swaps errors whose name is that of a DOMException for its own.
    this.name = "EngramError";
    this.code = code;
    this.status = status;
    this.hint = options.hint ?? null;
    this.detail = options.detail;
  }

  /** True for errors of this family, also when they come from another copy of the module (a worker, a test). */
  static isInstance(value: unknown): value is EngramError {
    return typeof value === "object" && value !== null && MARKER in value;
  }

  toRecord(): ErrorRecord {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      status: this.status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    };
  }
}

/** An id or a name that nothing in storage answers to. */
export class NotFoundError extends EngramError {
  constructor(kind: string, id: string, options: ErrorOptions = {}) {
    super("not_found", 404, `There is no ${kind} "${id}".`, {
      hint: `Check the id, or list what there is: the ${kind} may have been deleted.`,
      ...options,
    });
  }
}

/** Input refused at the edge; `field` names the culprit. */
export class InvalidInputError extends EngramError {
  readonly field: string;
  constructor(field: string, problem: string, options: ErrorOptions = {}) {
    super("invalid_input", 400, `${field}: ${problem}`, options);
    this.field = field;
  }
}

/** A name that must be unique is in use. */
export class NameTakenError extends EngramError {
  constructor(kind: string, name: string) {
    super(
      "name_taken",
      409,
      `There is already ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind} named "${name}".`,
      {
        hint: "Choose another name.",
      },
    );
  }
}

/** A block edit that would break the block's limit, or aims at text that is not there. */
export class MemoryEditError extends EngramError {
  constructor(message: string, options: ErrorOptions = {}) {
    super("memory_edit_refused", 400, message, options);
  }
}

/** The work was cancelled by the person (or the page). */
export class CancelledError extends EngramError {
  constructor(message = "Stopped.") {
    super("cancelled", 499, message);
  }
}

/** Reading or writing the database failed; nothing was half written. */
export class StorageError extends EngramError {
  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(code, 500, message, options);
  }
}

/** A promised interface whose feature is not in this version. Said plainly instead of pretending. */
export class NotSupportedError extends EngramError {
  constructor(what: string) {
    super("not_supported", 501, `${what} is not available in this version of Engram.`);
  }
}

/** Any thrown value as a record, so that nothing unknown is swallowed or leaks a stack. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (EngramError.isInstance(error)) return error.toRecord();
  if (error instanceof DOMException && error.name === "AbortError")
    return { code: "cancelled", message: "Stopped.", hint: null, status: 499 };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "unexpected",
    message,
    hint: "Try again; if it stays, copy the details into a report.",
    status: 500,
  };
}
