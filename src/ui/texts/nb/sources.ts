import type { Translated } from "../language.ts";
import { count, number } from "../numbers.ts";
import type { sourceTexts } from "../sources.ts";

export const sources: Translated<typeof sourceTexts> = {
  title: "Kilder",
  lead: "Dokumenter som agenter kan slå opp i. En kilde leses én gang, i denne nettleseren, og kan gis til så mange agenter du vil.",
  empty:
    "Ingen kilde ennå. Lag en og slipp filer på den: en håndbok, notatene dine, eksporten fra en annen chat-app.",
  newSource: "Ny kilde",
  name: "Navn",
  description: "Hva den inneholder",
  descriptionHint: "For deg; agenter leser det ikke.",
  create: "Lag kilde",
  back: "Alle kilder",
  documents: (n) => count(n, "dokument", "dokumenter"),
  passages: (n) => count(n, "utdrag", "utdrag"),
  pages: (n) => count(n, "side", "sider"),
  attachedTo: (agents) => `Brukes av ${agents.join(", ")}`,
  attachedNone: "Ingen agent bruker den",
  rename: "Rediger",
  delete: "Slett kilden",
  deleteTitle: (name) => `Slette ${name}?`,
  deleteText: (documents, passages) =>
    `Dette fjerner ${count(documents, "dokument", "dokumenter")} og ${count(passages, "utdrag", "utdrag")} for godt.`,
  deleteAgents: (agents) =>
    agents.length === 0
      ? "Ingen agent bruker den."
      : `${agents.join(", ")} vil ikke finne noe av det lenger.`,
  drop: "Slipp filer eller mapper her",
  dropHint:
    "PDF, Word, Markdown, tekst, HTML, CSV, JSON, EPUB, kildekode, zip-arkiver, eksporter fra ChatGPT og Claude. Du kan også lime inn.",
  dropNow: "Slipp for å legge dem til",
  pickFiles: "Velg filer",
  pickFolder: "Velg en mappe",
  pasteTitle: (date) => `Limt inn ${date}`,
  address: "Adressen til en side",
  addressHint: "Virker der serveren til siden lar andre nettsteder lese den.",
  load: "Last inn",
  jobs: "Innlasting",
  jobStatus: {
    created: "Venter",
    running: "Laster inn",
    pending: "Satt på pause",
    completed: "Ferdig",
    failed: "Mislyktes",
  },
  jobFiles: (n) => count(n, "fil", "filer"),
  jobLeft: (seconds) =>
    seconds < 60
      ? `omtrent ${Math.max(1, Math.round(seconds))} s igjen`
      : `omtrent ${Math.round(seconds / 60)} min igjen`,
  cancelled: "Avbrutt",
  bytesOf: (done, all) => `${done} av ${all}`,
  pause: "Sett på pause",
  resume: "Fortsett",
  cancel: "Avbryt",
  forget: "Fjern fra listen",
  clearJobs: "Tøm listen",
  failedFiles: (n) => `${count(n, "fil", "filer")} kunne ikke leses`,
  tabDocuments: "Dokumenter",
  tabPassages: "Utdrag",
  filterDocuments: "Filtrer dokumenter",
  noDocuments: "Ingenting er lastet inn ennå.",
  noDocumentMatches: "Ingen dokumenter passer.",
  incomplete: "ikke fullstendig",
  open: (name) => `Åpne ${name}`,
  deleteDocument: (name) => `Slett ${name}`,
  searchPassages: "Søk i denne kilden",
  noPassages: "Ingen utdrag passer.",
  page: (page) => `side ${page}`,
  agents: "Agenter",
  agentsText: "Agenter som slår opp i denne kilden. Tar du den bort, merkes det med en gang.",
  noAgents: "Det finnes ingen agent ennå.",
  otherModel: "bruker en annen embedding-modell",
  overlap: "Overlapp mellom naboutdrag (tokener)",
  overlapHint: "For det som lastes inn fra nå av.",
  whole: "Hele teksten",
  dropOnChat: {
    title: (n) => (n === 1 ? "Hva skal skje med denne filen?" : `Hva skal skje med disse ${n} filene?`),
    message: "Sett teksten inn i denne meldingen",
    messageMany: "Sett tekstene inn i denne meldingen",
    messageHint: "Agenten leser det nå, og det tar plass i kontekstvinduet.",
    source: "Legg til i en kilde",
    sourceHint: "Agenten kan slå det opp fra nå av, så ofte den vil.",
    choose: "Kilde",
    fresh: "En ny kilde",
    add: "Legg til",
    added: (source) => `Legges til i ${source}.`,
    openSource: "Se på den",
    tooLong: (characters) =>
      `Teksten har ${number(characters)} tegn. Som kilde kan den slås opp bit for bit.`,
  },
};
