import type { LLMConfig } from "../../schemas/index.ts";

/** Models as options of a choice; the value is the place in the list. */
export function modelOptions(models: LLMConfig[]): { value: string; label: string }[] {
  return models.map((model, index) => ({
    value: String(index),
    label: model.model_endpoint_type === "demo" ? "Demo (scripted)" : `${model.model} · ${hostOf(model)}`,
  }));
}

export function hostOf(model: LLMConfig): string {
  const { model_endpoint } = model;
  return model_endpoint && URL.canParse(model_endpoint)
    ? new URL(model_endpoint).host
    : model.model_endpoint_type;
}

export function sameModel(a: LLMConfig, b: LLMConfig): boolean {
  return a.model === b.model && a.model_endpoint === b.model_endpoint;
}
