/** Markdown of a model, which is not trusted: no HTML, no image loaded unasked, links open elsewhere. Loaded lazily. */
import { Button, CopyButton } from "@mantine/core";
import { type ComponentProps, memo, useEffect, useState } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { t } from "../texts.ts";
import { splitBlocks } from "./markdown-blocks.ts";

/** Only these go anywhere when clicked. */
function safeUrl(url: string): string {
  return /^(https?:|mailto:)/i.test(url) ? url : "";
}

function RemoteImage({ src, alt }: { src?: string | undefined; alt?: string | undefined }) {
  const [wanted, setWanted] = useState(false);
  if (!src) return <span className="remote-image">{alt}</span>;
  if (wanted)
    return <img src={src} alt={alt ?? ""} style={{ maxWidth: "100%" }} referrerPolicy="no-referrer" />;
  const host = URL.canParse(src) ? new URL(src).host : src;
  return (
    <span className="remote-image">
      {alt}
      <Button size="compact-xs" variant="default" onClick={() => setWanted(true)}>
        {t.chat.image(host)}
      </Button>
    </span>
  );
}

function CodeBlock({ language, code }: { language: string; code: string }) {
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void import("./highlight.ts").then(async ({ highlight }) => {
      const colored = await highlight(code, language);
      if (current) setHtml(colored);
    });
    return () => {
      current = false;
    };
  }, [code, language]);
  return (
    <div className="code">
      <div className="code-head">
        <span>{language}</span>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={copy}>
              {copied ? t.copied : t.copy}
            </Button>
          )}
        </CopyButton>
      </div>
      {html === null ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide block is scrolled by keyboard
        <pre tabIndex={0}>
          <code>{code}</code>
        </pre>
      ) : (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: made by the highlighter out of escaped text
        <div dangerouslySetInnerHTML={{ __html: html }} />
      )}
    </div>
  );
}

const components: Components = {
  a: ({ href, children }: ComponentProps<"a">) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ src, alt }: ComponentProps<"img">) => (
    <RemoteImage src={typeof src === "string" ? src : undefined} alt={alt} />
  ),
  pre: ({ children }: ComponentProps<"pre">) => children,
  code: ({ className, children, node }) => {
    const text = String(children ?? "");
    const block = node?.position && node.position.start.line !== node.position.end.line;
    const language = /language-(\S+)/.exec(className ?? "")?.[1] ?? "";
    if (!block && language === "") return <code>{text}</code>;
    return <CodeBlock language={language} code={text.replace(/\n$/, "")} />;
  },
};

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={components} urlTransform={safeUrl} skipHtml>
      {text}
    </ReactMarkdown>
  );
});

/** Drawn block by block, so that only the last one is drawn again while text streams in. */
export default function Markdown({ text }: { text: string }) {
  return (
    <>
      {splitBlocks(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
        <Block key={index} text={block} />
      ))}
    </>
  );
}
