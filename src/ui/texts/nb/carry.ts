import type { carryTexts } from "../carry.ts";
import type { Translated } from "../language.ts";
import { count, number } from "../numbers.ts";

const list = (names: string[]) => names.join(", ");

const leftOut: Translated<typeof carryTexts.leftOut> = {
  mcp: "det hører til en MCP-server. Legg til serveren under Verktøy og gi agenten det på nytt",
  no_source: "det har ingen kildekode",
  unknown_kind: "verktøy av det slaget har ikke noe motstykke her",
  bad_name: "modeller tar ikke imot et verktøy med det navnet",
  unreadable: "det gikk ikke an å lese av kildekoden hva det tar imot",
};

export const carry: Translated<typeof carryTexts> = {
  import: "Importer",
  title: "Importer",
  lead: "Agentfiler (.af) fra denne appen eller andre, og rollekort (JSON, PNG eller .charx). Innholdet vises først; ingenting lagres før du sier fra.",
  drop: "Slipp filer her",
  dropNow: "Slipp for å se på dem",
  dropHint: "Filer kjennes på innholdet, ikke på navnet.",
  pick: "Velg filer",
  reading: (file) => `Leser ${file}`,
  dismiss: (file) => `Ta ${file} av listen`,

  agentFile: (version) => `Agentfil, versjon ${version}`,
  encodedTwice: "den var kodet to ganger",
  blocks: (n) => count(n, "blokk", "blokker"),
  messages: (n, inContext) => `${count(n, "melding", "meldinger")}, ${number(inContext)} i kontekst`,
  passages: (n) => count(n, "minne", "minner"),
  documents: (n) => count(n, "dokument", "dokumenter"),
  thinksWith: (model) => `tenker med ${model}`,
  importedAs: (name) => `som ${name}`,
  agents: "Agenter",
  tools: "Verktøy",
  sources: "Kilder",
  becomes: {
    "built-in": "følger med appen",
    replaced: "erstattes av det nærmeste",
    stored: "nytt",
    reused: "finnes allerede",
    renamed: "nytt, under et annet navn",
    "left out": "utelatt",
  },
  differences: "Dette blir annerledes",
  noDifferences: "Alt kommer med.",
  importNow: "Importer",
  importing: "Importerer",
  embedded: (done, all) => `${number(done)} av ${number(all)} minner er vektorisert`,
  imported: "Importert.",
  open: (name) => `Åpne ${name}`,

  card: (version) => `Rollekort, versjon ${version}`,
  by: (creator) => `av ${creator}`,
  creatorNotes: "Notater fra den som laget det, bare for deg",
  personaText: "Det agenten får vite om seg selv",
  lore: (n) => `${count(n, "bit", "biter")} bakgrunn og eksempler til arkivminnet`,
  greeting: "Første melding",
  greetingNumber: (n) => `Hilsen ${number(n)}`,
  userName: "Hva den kaller deg",
  userNameHint: "Står der kortet snakker om brukeren sin.",
  asAgent: "Lag en agent",
  asPersona: "Legg i biblioteket som persona",
  inLibrary: "Den ligger i biblioteket.",
  openLibrary: "Åpne biblioteket",

  exportAgent: "Eksporter agent",
  exportAgentText:
    "En agentfil (.af): kjerneminne, verktøy med kildekode, alle meldinger. Nøkler og hemmeligheter er aldri med. Det agenten har fått vite, er med, så del den med omtanke.",
  withArchival: "Med arkivminnet",
  withSources: "Med kildene og dokumentene deres",
  exportConversation: "Eksporter samtale",
  format: "Filformat",
  formats: { markdown: "Markdown, til å lese", json: "JSON, til å arbeide med" },
  includeSteps: "Med tanker, verktøykall og hendelser",
  download: "Last ned",
  downloaded: (file) => `${file} er gitt til nettleseren.`,

  leftOut,
  notes: {
    agent_renamed: ({ agent, to }) => `Agenten «${agent}» heter «${to}» her.`,
    model_replaced: ({ agent, model, by }) =>
      `${agent} tenker med ${by}: endepunktet til ${model} er ikke satt opp her.`,
    embedding_replaced: ({ agent, model, by }) =>
      `Minnene til ${agent} vektoriseres på nytt med ${by}; ${model} kjører ikke her.`,
    send_message_added: ({ agent }) => `${agent} får send_message, som den snakker til deg med.`,
    template_replaced: ({ agent }) => `Malen for kjerneminnet til ${agent} kunne ikke brukes.`,
    block_limit_raised: ({ agent, block, limit }) =>
      `Blokken «${block}» hos ${agent} er lengre enn grensen, som blir ${number(limit)} tegn.`,
    block_renamed: ({ agent, block, to }) =>
      `${agent} har to blokker som heter «${block}»; den ene heter «${to}» her.`,
    messages_left_out: ({ agent, role, count: n }) =>
      `${count(n, "melding", "meldinger")} hos ${agent} av slaget «${role}» er utelatt.`,
    attachments_left_out: ({ agent, count: n }) =>
      `${count(n, "bilde eller fil", "bilder eller filer")} i meldinger hos ${agent} er utelatt.`,
    secrets_left_out: ({ agent, names }) => `Hemmeligheter hos ${agent} tas ikke fra en fil: ${list(names)}.`,
    tool_rules_left_out: ({ agent, count: n }) =>
      `${count(n, "regel", "regler")} om rekkefølgen på verktøyene til ${agent} er utelatt: den bestemmer selv.`,
    settings_left_out: ({ agent, names }) =>
      `Innstillinger hos ${agent} som ikke finnes her: ${list(names)}.`,
    tool_left_out: ({ tool, reason }) => `Verktøyet «${tool}» er utelatt: ${leftOut[reason]}.`,
    tool_replaced: ({ tool, by }) =>
      `I stedet for «${tool}» er det ${list(by)}. Instruksene til agenten kan fortsatt nevne «${tool}».`,
    tool_renamed: ({ tool, to }) => `Et annet verktøy heter «${tool}»; dette heter «${to}» her.`,
    tool_needs_packages: ({ tool, packages }) =>
      `«${tool}» trenger ${list(packages)}. Der det mangler, feiler kallene og sier fra.`,
    tool_approval_left_out: ({ tool }) =>
      `«${tool}» spurte før hvert kall der det kom fra. Her bestemmer du det på verktøyets side.`,
    source_renamed: ({ source, to }) => `Kilden «${source}» heter «${to}» her.`,
    source_without_texts: ({ source }) => `Kilden «${source}» kommer uten dokumentene sine.`,
    source_not_attached: ({ agent, source }) =>
      `${agent} får ikke kilden «${source}»: begge må ha samme vektormodell.`,
    file_without_text: ({ file }) => `Dokumentet «${file}» kommer uten tekst og er utelatt.`,
    mcp_servers_left_out: ({ names }) => `MCP-servere legges til for hånd: ${list(names)}.`,
    groups_left_out: ({ count: n }) => `${count(n, "gruppe", "grupper")} av agenter er utelatt.`,
    skills_left_out: ({ count: n }) => `${count(n, "ferdighet", "ferdigheter")} er utelatt.`,
    assets_left_out: ({ count: n }) =>
      `${count(n, "bilde eller lyd", "bilder eller lyder")} av figuren er utelatt.`,
    lore_left_out: ({ count: n }) =>
      `${count(n, "bit", "biter")} bakgrunn er utelatt: bare en agent har arkivminne.`,
  },
};
