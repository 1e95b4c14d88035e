import type { YamlNode } from "../yaml/model.ts";
import type { Piece } from "./expanded-text.ts";
import { ItemOfService } from "./item.ts";
import type { Mount, Service } from "./model.ts";
import { readShortMount, type ShortMount } from "./mounts.ts";
import { inFile, pieceOfField, unknownPiece } from "./pieces.ts";

/** An item of `volumes` of a service. */
export function mountOf(service: Service, node: YamlNode): Mount {
  return new ReadMount(service, node);
}

class ReadMount extends ItemOfService implements Mount {
  get short(): ShortMount | undefined {
    return this.once("short", () => (this.node.kind === "scalar" ? readShortMount(this.node.text) : undefined));
  }

  get type(): Mount["type"] {
    if (this.short) return this.short.kind;
    const type = this.mapping.text("type").value;
    if (type === "volume") return this.source.state === "absent" ? "anonymous" : "volume";
    if (type === "bind" || type === "tmpfs") return type;
    return type === undefined ? "unknown" : "other";
  }

  get source(): Piece<string> {
    return this.once("source", () => this.#piece("source"));
  }

  get target(): Piece<string> {
    return this.once("target", () => this.#piece("target"));
  }

  get isReadOnly(): boolean | undefined {
    return this.short ? this.short.isReadOnly : this.mapping.boolean("read_only").or(false);
  }

  #piece(key: "source" | "target"): Piece<string> {
    const { short, node } = this;
    if (short && node.kind === "scalar") return inFile(node, short[key]);
    return node.kind === "map" ? pieceOfField(this.mapping.text(key), this.span, (text) => text) : unknownPiece(this.span);
  }
}
