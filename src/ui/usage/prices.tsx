import { Button, NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ErrorRecord, ModelPrice } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { viewerTexts as t } from "../texts/viewer.ts";
import { useLive } from "../use-live.ts";

const priceOf = (value: string | number): number | null => (value === "" ? null : Number(value));

const keyOf = ({ model, model_endpoint_type, model_endpoint }: ModelPrice) =>
  `${model} ${model_endpoint_type} ${model_endpoint}`;

function PriceRow({ price }: { price: ModelPrice }) {
  const client = useClient();
  const [read, setRead] = useState<string | number>(price.prompt_price ?? "");
  const [written, setWritten] = useState<string | number>(price.completion_price ?? "");
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [told, setTold] = useState("");
  useEffect(() => {
    setRead(price.prompt_price ?? "");
    setWritten(price.completion_price ?? "");
  }, [price.prompt_price, price.completion_price]);
  const { model, model_endpoint_type, model_endpoint, unpriced_steps } = price;
  const changed = priceOf(read) !== price.prompt_price || priceOf(written) !== price.completion_price;
  const save = (past: boolean) => {
    setError(null);
    setTold("");
    client
      .setModelPrice({
        model,
        model_endpoint_type,
        model_endpoint,
        prompt_price: priceOf(read),
        completion_price: priceOf(written),
        past,
      })
      .then(({ steps }) => setTold(past ? t.reckoned(steps) : t.saved))
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)));
  };
  const complete = priceOf(read) !== null && priceOf(written) !== null;
  return (
    <div className="card price">
      <div className="grow">
        <strong>{model}</strong>
        <div className="quiet">
          {model_endpoint ?? model_endpoint_type} · {t.usedBy(price.agents)}
        </div>
      </div>
      {(
        [
          [t.promptPrice, read, setRead],
          [t.completionPrice, written, setWritten],
        ] as const
      ).map(([what, value, set]) => (
        <NumberInput
          key={what}
          label={what}
          aria-label={t.priceOf(what, model)}
          placeholder={t.unknown}
          value={value}
          min={0}
          step={0.1}
          decimalScale={6}
          size="xs"
          style={{ width: 120 }}
          onChange={set}
        />
      ))}
      <Button size="compact-sm" variant="default" disabled={!changed} onClick={() => save(false)}>
        {t.savePrice}
      </Button>
      {unpriced_steps > 0 && complete && (
        <Button size="compact-sm" variant="light" onClick={() => save(true)}>
          {t.reckon(unpriced_steps)}
        </Button>
      )}
      <span className="quiet" role="status">
        {told}
      </span>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}

/** What models cost, to be entered where an endpoint tells nothing. */
export function Prices() {
  const { value: prices, error } = useLive((client) => client.listModelPrices(), []);
  return (
    <section aria-labelledby="prices">
      <h2 id="prices">{t.prices}</h2>
      <p className="lead">{t.pricesLead}</p>
      {error && <ErrorNotice error={error} />}
      {prices?.length === 0 && <p className="quiet">{t.noPrices}</p>}
      {prices?.map((price) => (
        <PriceRow key={keyOf(price)} price={price} />
      ))}
    </section>
  );
}
