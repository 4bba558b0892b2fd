import { z } from "zod";
import { toErrorRecord } from "../../../schemas/index.ts";
import type { ToolHost } from "../tool-sandbox.ts";

const questionSchema = z.tuple([z.string(), z.array(z.unknown())]);

const fetchArgsSchema = z.tuple([
  z.object({
    url: z.string(),
    method: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
  }),
]);

async function answer(host: ToolHost, question: string, signal: AbortSignal): Promise<unknown> {
  const [method, args] = questionSchema.parse(JSON.parse(question));
  if (method !== "fetch") return host.callAgent(method, args, signal);
  return host.fetch(fetchArgsSchema.parse(args)[0], signal);
}

/** Answers what a program asks, JSON for JSON. What the host throws is an answer too. */
export function createHostAnswers(
  host: ToolHost,
  signal: AbortSignal,
): (question: string) => Promise<string> {
  return async (question) => {
    try {
      return JSON.stringify({ value: (await answer(host, question, signal)) ?? null });
    } catch (error) {
      const { message, hint } = toErrorRecord(error);
      return JSON.stringify({ error: hint ? `${message} ${hint}` : message });
    }
  };
}
