/** Where documents come from, for `loadData`: loaded when a script asks for them. */
export { ConversationExportConnector } from "../sources/connectors/conversation-export-connector.ts";
export { DirectoryConnector } from "../sources/connectors/directory-connector.ts";
export { UrlConnector } from "../sources/connectors/url-connector.ts";
