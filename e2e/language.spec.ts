/** The screen in another language: the browser's by itself, or the one that was chosen. */
import { expect, test } from "./support/fixtures.ts";

test.describe("a Norwegian browser", () => {
  test.use({ locale: "nb-NO" });

  test("is met in Norwegian, and English can be chosen", async ({ app }) => {
    await app.open();
    await expect(app.page.getByRole("heading", { level: 1 })).toHaveText(
      "En agent som husker deg, i denne fanen.",
    );
    await expect(app.page.locator("html")).toHaveAttribute("lang", "nb");
    await app.page.getByRole("button", { name: "Begynn med standardagenten" }).click();
    await app.page.getByRole("textbox", { name: "Melding" }).waitFor();

    // Pages that are loaded later speak it too, and numbers are written its way.
    await app.open("#/tools");
    await expect(app.page.getByRole("heading", { level: 1 })).toHaveText("Verktøy");
    await app.open("#/settings");
    await expect(app.page.getByRole("heading", { level: 1 })).toHaveText("Innstillinger");

    await app.page.getByRole("radiogroup", { name: "Språk" }).getByText("English").click();
    await expect(app.page.getByRole("heading", { level: 1 })).toHaveText("Settings");
    await expect(app.page.locator("html")).toHaveAttribute("lang", "en");
    await app.page.reload();
    await expect(app.page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  });
});

test("Norwegian is chosen in the settings, and an English browser loads none of it before", async ({
  app,
}) => {
  const asked: string[] = [];
  app.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await app.open("#/settings");
  const languages = app.page.getByRole("radiogroup", { name: "Language" });
  await languages.waitFor();
  const before = asked.length;
  await languages.getByText("Norsk bokmål").click();
  await expect(app.page.getByRole("heading", { level: 1 })).toHaveText("Innstillinger");
  const fresh = asked.slice(before).filter((path) => !asked.slice(0, before).includes(path));
  expect(fresh.filter((path) => path.endsWith(".js"))).toHaveLength(1);
});
