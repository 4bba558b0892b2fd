/** What a page owes any browser, and what the browser itself complains of while every page is opened. */
import type { Browser } from "playwright";
import { App } from "../../e2e/support/app.ts";
import { type Finding, printFindings } from "./table.ts";

const PAGES = ["tools", "sources", "library", "models", "data", "settings"];

interface Document {
  doctype: string;
  charset: string;
  viewport: string;
  policy: string;
  lang: string;
  secure: boolean;
}

const LOOK_AT_DOCUMENT = `({
  doctype: document.compatMode === "CSS1Compat" ? (document.doctype?.name ?? "") : "",
  charset: document.querySelector("meta[charset]")?.getAttribute("charset") ?? "",
  viewport: document.querySelector("meta[name=viewport]")?.content ?? "",
  policy: document.querySelector("meta[http-equiv=Content-Security-Policy]")?.content ?? "",
  lang: document.documentElement.lang,
  secure: isSecureContext,
})`;

const counted = (found: Iterable<string>) => {
  const distinct = [...new Set(found)];
  return distinct.length === 0 ? "none" : `${distinct.length}: ${distinct.slice(0, 3).join("; ")}`;
};

export async function checkBestPractices(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext();
  const app = new App(await context.newPage(), url);
  const { page } = app;
  const errors: string[] = [];
  const outside: string[] = [];
  const issues: { code: string; text: string }[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  context.on("request", (request) => {
    const address = new URL(request.url());
    if (/^(https?|wss?):$/.test(address.protocol) && address.origin !== new URL(url).origin)
      outside.push(address.origin);
  });
  const devtools = await context.newCDPSession(page);
  devtools.on("Audits.issueAdded", ({ issue: { code, details } }) =>
    issues.push({
      code,
      text:
        details.deprecationIssueDetails?.type ??
        details.contentSecurityPolicyIssueDetails?.contentSecurityPolicyViolationType ??
        details.genericIssueDetails?.errorType ??
        code,
    }),
  );
  await devtools.send("Audits.enable");

  const noAlt: string[] = [];
  let images = 0;
  const lookAtImages = async () => {
    const seen = await page.evaluate<{ src: string; alt: boolean }[]>(
      `[...document.images].map((image) => ({ src: image.src.slice(0, 80), alt: image.hasAttribute("alt") }))`,
    );
    images += seen.length;
    noAlt.push(...seen.filter(({ alt }) => !alt).map(({ src }) => src));
  };

  await app.open();
  await app.startButton.waitFor();
  const seen = await page.evaluate<Document>(LOOK_AT_DOCUMENT);
  await lookAtImages();
  await app.startWithDefault();
  await lookAtImages();
  for (const name of PAGES) {
    await app.open(`#/${name}`);
    await page.getByRole("heading", { name: new RegExp(name, "i"), level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    await lookAtImages();
  }
  await context.close();

  const issuesOf = (code: string) => issues.filter((issue) => issue.code === code).map(({ text }) => text);
  const others = issues
    .filter(({ code }) => code !== "DeprecationIssue" && code !== "MixedContentIssue")
    .map(({ text }) => text);
  const none = (what: string, found: string[]): Finding => [what, found.length === 0, counted(found)];
  printFindings("Best practices", [
    ["doctype", seen.doctype === "html", seen.doctype || "quirks mode"],
    ["charset", seen.charset.toLowerCase() === "utf-8", seen.charset],
    ["viewport", seen.viewport.includes("width=device-width"), seen.viewport],
    ["lang", seen.lang !== "", seen.lang],
    ["https or localhost", seen.secure, new URL(url).origin.replace(/:\d+$/, "")],
    [
      "Content-Security-Policy",
      seen.policy !== "",
      seen.policy.split(";").find((part) => part.includes("script-src")) ?? "missing",
    ],
    none("console errors", errors),
    none("requests to the outside", outside),
    none("mixed content", issuesOf("MixedContentIssue")),
    none("deprecated interfaces", issuesOf("DeprecationIssue")),
    none("other issues of the browser", others),
    ["images have alt", noAlt.length === 0, `${images} images, without: ${counted(noAlt)}`],
  ]);
}
