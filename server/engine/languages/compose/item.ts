import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import { Mapping } from "../yaml/mapping.ts";
import type { YamlNode } from "../yaml/model.ts";
import type { Service } from "./model.ts";

/** An item of a service's list that may be written as one text or as a map. */
export abstract class ItemOfService extends Lazy {
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

  /** Of the long form; absent in the short one. */
  get mapping(): Mapping {
    return this.once("mapping", () => {
      const isLong = this.node.kind === "map";
      return isLong ? Mapping.of(this.service.file, this.node) : new Mapping(this.service.file, "absent", undefined, undefined);
    });
  }
}
