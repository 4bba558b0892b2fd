/** Errors as the wire has them: `{"detail": …}`, and beside it our own record, which says more. */
import { type ErrorRecord, InvalidInputError, toErrorRecord } from "../schemas/index.ts";

/** One wrong field of a request, in the form that FastAPI servers give. */
export interface FieldProblem {
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** A request of the wrong shape: 422, with the fields named. */
export class WrongShapeError extends InvalidInputError {
  readonly problems: FieldProblem[];
  constructor(problems: FieldProblem[]) {
    const [first] = problems;
    super(first?.loc.slice(1).join(".") || "body", first?.msg ?? "this is not valid");
    this.problems = problems;
  }
}

/** Statuses that only mean something inside of the page. */
const STATUS_ON_WIRE: Record<number, number> = { 499: 503 };

/** Any thrown value as an answer. */
export function errorResponse(error: unknown): Response {
  if (error instanceof WrongShapeError)
    return json({ detail: error.problems, error: { ...error.toRecord(), status: 422 } }, 422);
  const record = toErrorRecord(error);
  return json({ detail: record.message, error: record }, STATUS_ON_WIRE[record.status] ?? record.status);
}

/** An error of the wire's own, such as a missing token. */
export function refusal(record: ErrorRecord): Response {
  return json({ detail: record.message, error: record }, record.status);
}

function json(body: unknown, status: number): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}
