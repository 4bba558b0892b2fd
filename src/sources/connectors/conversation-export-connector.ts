import { InvalidInputError } from "../../schemas/index.ts";
import type { DataConnector, SourceDocument } from "../data-connector.ts";
import { availableExtractor, documentsOfFile } from "./file-documents.ts";

export interface ConversationExportConnectorOptions {
  /** The data export of ChatGPT or Claude: its zip archive, or the `conversations.json` in it. */
  file: File;
  /** Only conversations of this day and later, as "2024-05-31". */
  start_date?: string | null;
  /** Only conversations of this day and earlier. */
  end_date?: string | null;
}

/** Conversations of a data export, each a document with its date. */
export class ConversationExportConnector implements DataConnector {
  readonly #options: ConversationExportConnectorOptions;

  constructor(options: ConversationExportConnectorOptions) {
    if (!(options?.file instanceof File)) throw new InvalidInputError("file", "this is required, as a File");
    for (const field of ["start_date", "end_date"] as const) {
      const date = options[field];
      if (date != null && (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))))
        throw new InvalidInputError(field, "a day is written as 2024-05-31");
    }
    this.#options = options;
  }

  async *generateDocuments(): AsyncGenerator<SourceDocument> {
    const { file, start_date, end_date } = this.#options;
    const extractor = await availableExtractor();
    let conversations = 0;
    try {
      for await (const document of documentsOfFile({ file }, extractor)) {
        if (!isConversation(document)) continue;
        conversations += 1;
        const day = document.date?.slice(0, 10) ?? null;
        if (start_date && (day === null || day < start_date)) continue;
        if (end_date && (day === null || day > end_date)) continue;
        yield document;
      }
    } finally {
      extractor.close();
    }
    if (conversations === 0)
      throw new InvalidInputError("file", `"${file.name}" holds no conversations of ChatGPT or Claude`, {
        hint: "Give the zip archive as it was downloaded, or the conversations.json in it.",
      });
  }
}

const isConversation = ({ metadata_ }: SourceDocument) =>
  String(metadata_?.file_kind).endsWith("-conversation");
