import type { appTexts } from "../app.ts";
import type { Translated } from "../language.ts";
import { count } from "../numbers.ts";

export const app: Translated<typeof appTexts> = {
  newVersion: "En ny versjon er klar.",
  reload: "Last på nytt",
  offline: "Uten nett",
  offlineState: {
    nothing: "Denne nettleseren har ikke lagret filene til appen ennå, eller kan ikke lagre dem.",
    shell: "Appen åpner uten nett. Det agenter trenger for å huske og telle, lagres når du har en agent.",
    all: "Alt ligger på denne enheten: appen, demomodellen og minnet virker uten nett. Det samme gjør en modell på denne maskinen.",
  },
  notifications: "Varsler",
  notify: "Si fra når et langt svar er ferdig mens jeg er et annet sted",
  notificationState: {
    off: "Nettleseren ber deg om tillatelse når du slår dette på.",
    on: "Svar som tok fem sekunder eller mer, varsles når fanen er skjult. Det som ble sagt, vises ikke.",
    refused:
      "Denne nettleseren tillater ikke varsler fra dette nettstedet. Du kan endre det i innstillingene for nettstedet.",
    unavailable: "Denne nettleseren har ikke varsler.",
  },
  replyFinished: (agent) => `${agent} har svart`,
  replyFailed: (agent) => `${agent} kunne ikke svare`,
  commands: "Kommandoer",
  commandField: "Gå til en side eller en agent, eller gjør noe",
  commandsFound: (n) => (n === 0 ? "Ingenting heter det." : count(n, "kommando", "kommandoer")),
  groups: { go: "Gå til", conversation: "Samtale", agent: "Denne agenten", agents: "Agent" },
  actions: {
    palette: "Kommandopalett",
    shortcuts: "Hurtigtaster",
    newAgent: "Ny agent",
    write: "Skriv en melding",
    stop: "Stopp svaret",
    attach: "Legg ved en fil",
    toggleMind: "Vis eller skjul sinnet",
    heartbeat: "La agenten tenke nå",
    duplicate: "Lag en kopi av denne agenten",
    exportAgent: "Eksporter denne agenten til en fil",
    pages: {
      agents: "Agenter",
      search: "Søk i alle samtaler",
      usage: "Forbruk",
      sources: "Kilder",
      tools: "Verktøy",
      library: "Bibliotek",
      models: "Modeller",
      data: "Data",
      settings: "Innstillinger",
    },
  },
  fieldKeys: [
    ["Enter", "Send meldingen"],
    ["Shift + Enter", "Ny linje"],
    ["Escape", "Stopp agenten"],
  ],
};
