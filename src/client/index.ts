/** The only door into the engine: what the screen, scripts in the console and other pages may use. */

export { DatabaseError, type DatabaseProblem } from "../storage/open-database.ts";
export type * from "./abstract-client.ts";
export { AbstractClient } from "./abstract-client.ts";
export {
  type CreateClientParams,
  createClient,
  credentials,
  forgetLostDatabase,
  forgetRemote,
  type OpenClientOptions,
  openRecovery,
  openRemote,
  wasUsedBefore,
} from "./create-client.ts";
export { DEFAULT_TEXTS } from "./default-texts.ts";
export { LocalClient } from "./local-client.ts";
export { BasicBlockMemory, ChatMemory } from "./memory-classes.ts";
export { REQUEST_ID_HEADER, SERVER_NAME } from "./own-server.ts";
export type { Recovery } from "./recovery.ts";
export type { RESTClient } from "./rest-client.ts";
export { toSimpleMessages } from "./simple-messages.ts";
export type * from "./workspace.ts";
