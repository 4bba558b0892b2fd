/**
 * The Universal Sentence Encoder Lite as ONNX, from the TensorFlow.js graph that comes in an npm package. Two
 * transformer layers over word pieces, the mean over the real tokens, a dense layer with tanh, unit length.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OnnxGraph, TYPES } from "./onnx-graph.ts";

/** Tokens the model reads at most. */
export const MAX_TOKENS = 128;
export const DIMENSIONS = 512;
const LAYER_NORM_EPSILON = 1e-6;

const ROOT = "module_apply_default/Encoder_en/KonaTransformer/Encode/";
const VARIABLES = "module/Encoder_en/KonaTransformer/Encode/";
/** Where a folded variable ended up in the graph. */
const WHOLE = "/ConcatPartitions/concat";

interface Weight {
  shape: number[];
  values: Float32Array;
}

/** Reads the weights of a TensorFlow.js graph model by name. */
export function readWeights(folder: string): Map<string, Weight> {
  const model = JSON.parse(readFileSync(join(folder, "model.json"), "utf8")) as {
    weightsManifest: { paths: string[]; weights: { name: string; shape: number[] }[] }[];
  };
  const [manifest] = model.weightsManifest;
  if (!manifest) throw new Error("the model package has no weights");
  const bytes = Buffer.concat(manifest.paths.map((path) => readFileSync(join(folder, path))));
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape } of manifest.weights) {
    // Float32 and int32 (shape arithmetic, not used here) are both four bytes wide.
    const length = shape.reduce((product, size) => product * size, 1);
    const copy = new Uint8Array(bytes.subarray(offset, offset + 4 * length));
    weights.set(name, { shape, values: new Float32Array(copy.buffer) });
    offset += 4 * length;
  }
  return weights;
}

/** The ONNX model. Inputs `input_ids` and `attention_mask` [batch, seq], padded on the right; output [batch, 1, 512]. */
export function buildUseLite(weights: Map<string, Weight>): Uint8Array {
  const graph = new OnnxGraph();
  const op = graph.op.bind(graph);

  const weight = (name: string): Weight => {
    const found = weights.get(name);
    if (!found) throw new Error(`the model package has no weight "${name}"`);
    return found;
  };
  const vector = (name: string) => {
    const { shape, values } = weight(name);
    return graph.floats(shape, values);
  };
  const matrix = (name: string, rows: number, columns: number) =>
    graph.matrix(rows, columns, weight(name).values);
  const dense = (input: string, kernel: string, bias: string) =>
    op("Add", [op("MatMul", [input, kernel]), bias]);

  const epsilon = graph.scalar(LAYER_NORM_EPSILON);
  const layerNorm = (input: string, path: string) => {
    const centred = op("Sub", [input, op("ReduceMean", [input], { axes: [-1], keepdims: 1 })]);
    const variance = op("ReduceMean", [op("Mul", [centred, centred])], { axes: [-1], keepdims: 1 });
    const normal = op("Div", [centred, op("Sqrt", [op("Add", [variance, epsilon])])]);
    const scaled = op("Mul", [normal, vector(`${path}layer_norm_scale${WHOLE}`)]);
    return op("Add", [scaled, vector(`${path}layer_norm_bias${WHOLE}`)]);
  };

  const axis1 = graph.ints([1]);
  const axis2 = graph.ints([2]);
  const one = graph.scalar(1);
  const mask = op("Cast", ["attention_mask"], { to: TYPES.float });

  // Word pieces; the graph adds the embedding to embedding-plus-timing.
  const [pieces = 0, width = 0] = weight("module/Embeddings_en").shape;
  const embedded = graph.lookUp(pieces, width, weight("module/Embeddings_en").values, "input_ids");
  const length = op("Gather", [op("Shape", ["input_ids"]), graph.ints([1], [])], { axis: 0 });
  const positions = op("Cast", [op("Range", [graph.ints([0], []), length, graph.ints([1], [])])], {
    to: TYPES.float,
  });
  const angles = op("Mul", [
    op("Unsqueeze", [positions, axis1]),
    vector(`${ROOT}TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`),
  ]);
  const timing = op("Concat", [op("Sin", [angles]), op("Cos", [angles])], { axis: 1 });
  const start = op("Add", [op("Mul", [embedded, graph.scalar(2)]), timing]);

  // Padding is kept out of the attention.
  const padding = op("Mul", [op("Sub", [one, mask]), graph.scalar(-1e9)]);
  const attentionBias = op("Unsqueeze", [padding, graph.ints([1, 2])]);

  const layer = (input: string, index: number, inWidth: number, residual: string) => {
    const heads = 4;
    const headWidth = inWidth / heads;
    const path = `${ROOT}Layer_${index}/TransformerLayer/`;
    const variables = `${VARIABLES}Layer_${index}/TransformerLayer/MultiheadAttention/`;
    const stack = `${ROOT}TransformerStack/Layer_${index}/TransformerLayer/FFN/`;
    const pick = (from: string, which: number) => op("Gather", [from, graph.ints([which], [])], { axis: 0 });

    const qkv = dense(
      layerNorm(input, `${path}layer_prepostprocess/layer_norm/`),
      matrix(`${variables}qkv_transform_single/kernel/part_0`, inWidth, 3 * inWidth),
      vector(`${path}MultiheadAttention/qkv_transform_single/bias${WHOLE}`),
    );
    const split = op("Transpose", [op("Reshape", [qkv, graph.ints([0, 0, 3, heads, headWidth])])], {
      perm: [2, 0, 3, 1, 4],
    });
    const query = op("Mul", [pick(split, 0), graph.scalar(1 / Math.sqrt(headWidth))]);
    const key = op("Transpose", [pick(split, 1)], { perm: [0, 1, 3, 2] });
    const scores = op("Softmax", [op("Add", [op("MatMul", [query, key]), attentionBias])], { axis: -1 });
    const mixed = op("Transpose", [op("MatMul", [scores, pick(split, 2)])], { perm: [0, 2, 1, 3] });
    const attention = dense(
      op("Reshape", [mixed, graph.ints([0, 0, inWidth])]),
      matrix(`${variables}output_transform_single/kernel/part_0`, inWidth, DIMENSIONS),
      vector(`${path}MultiheadAttention/output_transform_single/bias${WHOLE}`),
    );
    const middle = op("Add", [attention, residual]);
    const conv = (number: 1 | 2) => {
      const name = `${stack}conv${number}/Tensordot/Reshape_1`;
      const [rows = 0, columns = 0] = weight(name).shape;
      return matrix(name, rows, columns);
    };
    const hidden = op("Relu", [
      dense(
        layerNorm(middle, `${path}FFN/layer_prepostprocess/layer_norm/`),
        conv(1),
        vector(`${path}FFN/conv1/bias${WHOLE}`),
      ),
    ]);
    return op("Add", [dense(hidden, conv(2), vector(`${path}FFN/conv2/bias${WHOLE}`)), middle]);
  };

  const widened = dense(
    start,
    matrix(`${ROOT}Layer_0/TransformerLayer/dense/kernel${WHOLE}`, width, DIMENSIONS),
    vector(`${ROOT}Layer_0/TransformerLayer/dense/bias${WHOLE}`),
  );
  const first = layer(start, 0, width, widened);
  const second = layer(first, 1, DIMENSIONS, first);

  // The mean over the real tokens, a dense layer, unit length.
  const sum = op("ReduceSum", [op("Mul", [second, op("Unsqueeze", [mask, axis2])]), axis1], { keepdims: 0 });
  const count = op("Max", [op("ReduceSum", [mask, axis1], { keepdims: 1 }), one]);
  const tanhLayer = "module/Encoder_en/hidden_layers/tanh_layer_0/";
  const sentence = op("Tanh", [
    dense(
      op("Div", [sum, count]),
      matrix(`${tanhLayer}weights`, DIMENSIONS, DIMENSIONS),
      vector(`${tanhLayer}bias`),
    ),
  ]);
  const norm = op("Max", [op("ReduceL2", [sentence], { axes: [-1], keepdims: 1 }), graph.scalar(1e-6)]);
  op("Unsqueeze", [op("Div", [sentence, norm]), axis1], {}, "last_hidden_state");

  return graph.encode(
    "use-lite",
    ["input_ids", "attention_mask"].map((name) => ({ name, type: TYPES.int64, dims: ["batch", "seq"] })),
    { name: "last_hidden_state", type: TYPES.float, dims: ["batch", 1, DIMENSIONS] },
  );
}

/** `tokenizer.json`: word pieces by likelihood (Unigram), NFKC only, a prefix space. The first piece is the unknown. */
export function tokenizerFiles(vocabulary: [string, number][]): Record<string, object> {
  const metaspace = { type: "Metaspace", replacement: "▁", add_prefix_space: true };
  const unknown = "<unk>";
  return {
    "tokenizer.json": {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: 0,
          content: unknown,
          special: true,
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
        },
      ],
      normalizer: { type: "Sequence", normalizers: [{ type: "NFKC" }] },
      pre_tokenizer: metaspace,
      post_processor: null,
      decoder: metaspace,
      model: {
        type: "Unigram",
        unk_id: 0,
        vocab: vocabulary.map((entry, index) => (index === 0 ? [unknown, 0] : entry)),
      },
    },
    "tokenizer_config.json": {
      tokenizer_class: "PreTrainedTokenizerFast",
      model_max_length: MAX_TOKENS,
      unk_token: unknown,
      pad_token: unknown,
      padding_side: "right",
      clean_up_tokenization_spaces: false,
    },
    "config.json": {
      model_type: "bert",
      hidden_size: DIMENSIONS,
      vocab_size: vocabulary.length,
      max_position_embeddings: MAX_TOKENS,
    },
  };
}
