import type { Translated } from "../language.ts";
import type { libraryTexts } from "../library.ts";

export const library: Translated<typeof libraryTexts> = {
  title: "Bibliotek",
  lead: "Tekster å lage agenter med. En agent får en kopi: det du endrer her, endrer ikke agenter som finnes fra før.",
  search: "Søk i biblioteket",
  none: "Ingen tekst passer.",
  empty: "Ingenting her ennå.",
  back: "Biblioteket",
  kinds: { persona: "Personaer", human: "Om deg", system: "Systeminstrukser" },
  kindText: {
    persona: "Hvem en agent er, hvordan den oppfører seg, og hva den gjør med minnet sitt.",
    human: "Det en agent vet om deg fra begynnelsen av.",
    system:
      "Hvordan en agent tenker, snakker og tar vare på minnet sitt. Standardinstruksen står ikke i listen: en agent uten eget valg har den.",
  },
  new: { persona: "Ny persona", human: "Ny tekst om deg", system: "Ny systeminstruks" },
  makeAgent: "Lag en agent",
  makeAgentWith: (name) => `Lag en agent med ${name}`,
  duplicate: (name) => `Lag en kopi av ${name}`,
  delete: (name) => `Slett ${name}`,
  deleted: (name) => `${name} ble slettet.`,
  name: "Navn",
  description: "Hva den er til",
  text: { persona: "Personaen", human: "Om deg", system: "Systeminstruks" },
  textHint: {
    persona: "Skriv som agenten, i første person.",
    human: "Korte fakta, ett på hver linje.",
    system: "Skrevet til agenten. {CORE_MEMORY} er der minnet skal stå; uten den kommer det til slutt.",
  },
  limit: "Grense (tegn)",
  limitHint: "Hvor lang teksten kan bli når agenten redigerer den.",
  unsaved: "Endret, ikke lagret",
  saved: "Lagret.",
  discard: "Forkast endringene",
  saveText: (what) => `Lagre ${what}`,
  notHere: "Denne teksten er ikke i biblioteket.",
};
