/** The SDK as a page gets it. */
export { LettaClient } from "@letta-ai/letta-client";
