/** A small builder of ONNX graphs: names, initialisers and nodes, without the protobuf noise. */
import onnxProto from "onnx-proto";

const { onnx } = onnxProto as unknown as {
  onnx: {
    ModelProto: { fromObject(value: object): object; encode(value: object): { finish(): Uint8Array } };
  };
};

const FLOAT = 1;
const INT8 = 3;
const INT64 = 7;
export const TYPES = { float: FLOAT, int64: INT64 } as const;

type Attributes = Record<string, number | number[]>;

export interface GraphInput {
  name: string;
  type: number;
  dims: (string | number)[];
}

export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];
  #count = 0;

  #initializer(name: string, dims: number[], dataType: number, data: ArrayBufferView): string {
    const rawData = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#initializers.push({ name, dims, dataType, rawData });
    return name;
  }

  #name(prefix: string): string {
    return `${prefix}_${this.#count++}`;
  }

  floats(dims: number[], values: Float32Array | number[]): string {
    return this.#initializer(this.#name("floats"), dims, FLOAT, Float32Array.from(values));
  }

  scalar(value: number): string {
    return this.floats([], [value]);
  }

  ints(values: number[], dims = [values.length]): string {
    return this.#initializer(this.#name("ints"), dims, INT64, BigInt64Array.from(values.map(BigInt)));
  }

  /**
   * A matrix as int8 with one scale a column. Made whole by plain arithmetic on constants, which the runtime does once
   * when it loads the graph; DequantizeLinear it would leave in, and do again for every text.
   */
  matrix(rows: number, columns: number, values: Float32Array): string {
    const { bytes, scales } = this.#quantized([rows, columns], values, 1);
    return this.op("Mul", [this.op("Cast", [bytes], { to: FLOAT }), scales]);
  }

  /** Rows of a table that is int8 with one scale a row; only the rows asked for are made whole. */
  lookUp(rows: number, columns: number, values: Float32Array, ids: string): string {
    const { bytes, scales } = this.#quantized([rows, columns], values, 0);
    const found = this.op("Cast", [this.op("Gather", [bytes, ids], { axis: 0 })], { to: FLOAT });
    return this.op("Mul", [found, this.op("Gather", [scales, ids], { axis: 0 })]);
  }

  /** int8 numbers with a scale for each row (axis 0, shaped as a column) or each column (axis 1). */
  #quantized(
    [rows, columns]: [number, number],
    values: Float32Array,
    axis: 0 | 1,
  ): { bytes: string; scales: string } {
    const scales = new Float32Array(axis === 1 ? columns : rows);
    const scaleIndex = (index: number) => (axis === 1 ? index % columns : Math.floor(index / columns));
    values.forEach((value, index) => {
      const at = scaleIndex(index);
      scales[at] = Math.max(scales[at] as number, Math.abs(value));
    });
    scales.forEach((largest, at) => {
      scales[at] = largest / 127 || 1e-8;
    });
    const quantized = Int8Array.from(values, (value, index) =>
      Math.round(value / (scales[scaleIndex(index)] as number)),
    );
    const name = this.#name("quantized");
    return {
      bytes: this.#initializer(`${name}_values`, [rows, columns], INT8, quantized),
      scales: this.#initializer(`${name}_scales`, axis === 1 ? [columns] : [rows, 1], FLOAT, scales),
    };
  }

  /** Adds a node with one output, whose name comes back. */
  op(opType: string, input: string[], attributes: Attributes = {}, output = this.#name(opType)): string {
    const attribute = Object.entries(attributes).map(([name, value]) =>
      Array.isArray(value) ? { name, type: 7, ints: value } : { name, type: 2, i: value },
    );
    this.#nodes.push({ opType, input, output: [output], attribute, name: output });
    return output;
  }

  encode(name: string, inputs: GraphInput[], output: GraphInput): Uint8Array {
    const port = ({ name: portName, type, dims }: GraphInput) => ({
      name: portName,
      type: {
        tensorType: {
          elemType: type,
          shape: {
            dim: dims.map((dim) => (typeof dim === "string" ? { dimParam: dim } : { dimValue: dim })),
          },
        },
      },
    });
    const model = {
      irVersion: 8,
      producerName: "engram",
      opsetImport: [{ domain: "", version: 13 }],
      graph: {
        name,
        node: this.#nodes,
        initializer: this.#initializers,
        input: inputs.map(port),
        output: [port(output)],
      },
    };
    return onnx.ModelProto.encode(onnx.ModelProto.fromObject(model)).finish();
  }
}
