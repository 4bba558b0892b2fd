import type { appTexts } from "../app.ts";
import type { Translated } from "../language.ts";

export const app: Translated<typeof appTexts> = {
  newVersion: "En ny versjon er klar.",
  reload: "Last på nytt",
  offline: "Uten nett",
  offlineState: {
    nothing: "Denne nettleseren har ikke lagret filene til appen ennå, eller kan ikke lagre dem.",
    shell: "Appen åpner uten nett. Det agenter trenger for å huske og telle, lagres når du har en agent.",
    all: "Alt ligger på denne enheten: appen, demomodellen og minnet virker uten nett. Det samme gjør en modell på denne maskinen.",
  },
};
