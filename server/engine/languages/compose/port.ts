import type { YamlNode } from "../yaml/model.ts";
import type { Piece } from "./expanded-text.ts";
import { ItemOfService } from "./item.ts";
import type { Port, Service } from "./model.ts";
import { inFile, pieceOfField, unknownPiece } from "./pieces.ts";
import { type PortRange, readShortPort, type ShortPort } from "./ports.ts";

/** An item of `ports`. */
export function portOf(service: Service, node: YamlNode): Port {
  return new ReadPort(service, node);
}

class ReadPort extends ItemOfService implements Port {
  get short(): ShortPort | undefined {
    return this.once("short", () => (this.node.kind === "scalar" ? readShortPort(this.node.text) : undefined));
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
