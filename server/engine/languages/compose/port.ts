import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import { Mapping } from "../yaml/mapping.ts";
import type { YamlNode } from "../yaml/model.ts";
import type { Piece } from "./expanded-text.ts";
import type { Port, Service } from "./model.ts";
import { inFile, pieceOfField, unknownPiece } from "./pieces.ts";
import { type PortRange, readShortPort, type ShortPort } from "./ports.ts";

/** An item of `ports`. */
export function portOf(service: Service, node: YamlNode): Port {
  return new ReadPort(service, node);
}

class ReadPort extends Lazy implements Port {
  readonly service: Service;
  readonly node: YamlNode;

  constructor(service: Service, node: YamlNode) {
    super();
    this.service = service;
    this.node = node;
  }

  get span(): Span {
    return this.node.span;
  }

  get short(): ShortPort | undefined {
    return this.once("short", () => (this.node.kind === "scalar" ? readShortPort(this.node.text) : undefined));
  }

  get mapping(): Mapping {
    return this.once("mapping", () => {
      const isLong = this.node.kind === "map";
      return isLong ? Mapping.of(this.service.file, this.node) : new Mapping(this.service.file, "absent", undefined, undefined);
    });
  }

  get hostIp(): Piece<string> {
    return this.#piece("hostIp", () => pieceOfField(this.mapping.text("host_ip"), this.span, (text) => text.replace(/^\[|\]$/g, "")));
  }

  get published(): Piece<PortRange> {
    return this.#piece("published", () => pieceOfField(this.mapping.integerOrText("published"), this.span, rangeOf));
  }

  get target(): Piece<PortRange> {
    return this.#piece("target", () => pieceOfField(this.mapping.integerOrText("target"), this.span, rangeOf));
  }

  get protocol(): Piece<string> {
    return this.#piece("protocol", () => pieceOfField(this.mapping.text("protocol"), this.span, (text) => text.toLowerCase()));
  }

  #piece<K extends "hostIp" | "published" | "target" | "protocol">(key: K, long: () => Port[K]): Port[K] {
    return this.once(key, () => {
      const { short, node } = this;
      if (short && node.kind === "scalar") return inFile<unknown>(node, short[key]) as Port[K];
      return node.kind === "map" ? long() : (unknownPiece(this.span) as Port[K]);
    });
  }
}

function rangeOf(value: number | string): PortRange | undefined {
  const { target, problems } = readShortPort(String(value));
  return problems.length === 0 && target.state === "known" ? target.value : undefined;
}
