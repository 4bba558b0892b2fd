import type { conversationTexts } from "../conversation.ts";
import type { Translated } from "../language.ts";
import { count } from "../numbers.ts";

const KINDS = {
  resend: "En melding ble skrevet på nytt",
  regenerate: "Det ble bedt om et annet svar",
  "undo-step": "Et steg ble angret",
  "undo-to": "Det som kom etter en melding, ble angret",
  delete: "Meldinger ble slettet",
  replaced: "Det som hadde kommet i stedet, ble angret",
};

export const conversation: Translated<typeof conversationTexts> = {
  actions: "Handlinger for meldingen",
  copy: "Kopier",
  edit: "Rediger og send på nytt",
  regenerate: "Svar på nytt",
  branch: "Ny gren herfra",
  undoTo: "Angre det som kom etter",
  delete: "Slett",
  message: "Meldingen din",
  sendAgain: "Send på nytt",
  editHint: "Det som fulgte etter meldingen, angres, også endringer i minnet. Du kan hente det tilbake.",

  undoStep: "Angre siste steg",
  heartbeat: "Hjerteslag nå",
  undone: "Vis det som er angret",
  full: "Vis tanker og kall i sin helhet",
  systemNote: "Send som systemmelding",
  duplicate: "Dupliser",

  duplicateTitle: (name) => `Dupliser ${name}`,
  withConversation: "Med samtalen",
  withArchival: "Med arkivminnet",
  name: "Navn",

  noteTitle: "Systemmelding",
  noteText: "Det agenten skal vite",
  noteHint: "Agenten leser det som en melding fra systemet, ikke som dine ord.",
  send: "Send",

  searchTitle: "Søk",
  searchLead: "Alt som er sagt, med alle agenter. Et treff åpnes der det ble sagt.",
  searchField: "Søk i alle samtaler",
  found: (n) => (n === 0 ? "Fant ingenting." : `Fant ${count(n, "melding", "meldinger")}.`),

  undoneTitle: "Angret",
  undoneNone: "Ingenting i denne samtalen er angret.",
  undoneLead: "Det du henter tilbake, tar plassen til det som er kommet siden. Det står da her.",
  bringBack: "Hent tilbake",
  you: "Du",
  agent: "Agent",
  kind: (kind) => KINDS[kind],

  done: ({ message_ids, blocks, passages, kept_blocks }) =>
    [
      `Tok ${count(message_ids.length, "melding", "meldinger")} ut av samtalen.`,
      blocks.length > 0 ? `Angret endringene i ${blocks.join(", ")}.` : "",
      passages > 0 ? `Tok ${count(passages, "minne", "minner")} ut av arkivet.` : "",
      kept_blocks.length > 0 ? `Lot ${kept_blocks.join(", ")} være: det er endret siden.` : "",
    ]
      .filter(Boolean)
      .join(" "),
  broughtBack: (kept) =>
    kept.length > 0
      ? `Hentet tilbake. ${kept.join(", ")} er endret siden og står som det var.`
      : "Hentet tilbake.",
};
