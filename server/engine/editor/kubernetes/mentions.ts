import { isKustomizationPath } from "../../languages/kubernetes/detect.ts";
import type { Container, ManifestFile, ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import type { Field, Mapping } from "../../languages/yaml/mapping.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../../languages/yaml/model.ts";
import { parseYaml } from "../../languages/yaml/parse.ts";
import { rememberFor } from "../../text/remember.ts";
import { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { holdersOf, mappingsAt } from "./paths.ts";
import { containerReferencePaths, podReferencePaths, type ReferencePath, referencePaths } from "./reference-paths.ts";
import { type SelectorSite, selectorSites } from "./selectors.ts";

/** What a name stands for. */
export type Named =
  /** An object of one of some kinds. */
  | { readonly kind: "object"; readonly kinds: readonly string[]; readonly name: string }
  /** The key or the value of a label. */
  | {
      readonly kind: "label";
      readonly part: "key" | "value";
      readonly key: string;
      /** Undefined where it is about the key alone. */
      readonly value: string | undefined;
      /** The labels of pods, those of the object itself, what a kustomization adds, or what selects by them. */
      readonly place: "pods" | "own" | "kustomization" | SelectorSite;
    }
  /** A port of the containers: in the pod itself, or by what selects the pod. */
  | { readonly kind: "port"; readonly name: string; readonly place: "pod" | SelectorSite }
  /** A port of a Service: in it, or by the Service's name, or by what selects Services. */
  | { readonly kind: "service-port"; readonly name: string; readonly place: "service" | SelectorSite | { readonly service: string } }
  /** A key of a ConfigMap or a Secret. */
  | { readonly kind: "data-key"; readonly of: "ConfigMap" | "Secret"; readonly holder: string; readonly name: string }
  | { readonly kind: "volume"; readonly name: string }
  /** In the pod itself, or by an autoscaler. */
  | { readonly kind: "container"; readonly name: string; readonly target: { readonly kind: string; readonly name: string } | undefined }
  /** A template fills it in. */
  | { readonly kind: "filled" };

/** A place that names something. */
export interface Mention {
  readonly of: Named;
  readonly object: ManifestObject;
  /** The name itself, without quotes; undefined where it is written in a way that cannot be replaced. */
  readonly name: Span | undefined;
  /** The name with its quotes. */
  readonly span: Span;
  /** All of what is defined, where this is the definition. */
  readonly definition: Span | undefined;
  /** The text that it is; undefined for keys. */
  readonly node: YamlScalar | undefined;
}

/** All places of a file that name something, in the order of the text. Those of a text that aliases repeat are listed once. */
export const mentionsIn: (file: ManifestFile) => readonly Mention[] = rememberFor((file: ManifestFile) => {
  const reader = new Reader(file);
  for (const object of file.objects) reader.read(object);
  return reader.mentions.sort((a, b) => a.span.start - b.span.start);
});

/** A scheme, the name of a Service (alone or with its namespace in the full address), a port. */
const address =
  /^((?:[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@]*@)?)?)([a-z](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9-]+\.svc(?:\.[a-z0-9.-]+)?)?(:\d{2,5})?(?=[/?]|$)/;

class Reader {
  readonly mentions: Mention[] = [];
  readonly #seen = new Set<string>();
  readonly #file: ManifestFile;
  #object!: ManifestObject;

  constructor(file: ManifestFile) {
    this.#file = file;
  }

  read(object: ManifestObject): void {
    this.#object = object;
    const { kind, root, metadata, workload } = object;
    if (kind === "") return;
    const isKustomization = isKustomizationPath(this.#file.source.path) || kind === "Kustomization" || kind === "Component";
    if (isKustomization) this.#readKustomization(root);
    else {
      this.#text(object.name, (name) => ({ kind: "object", kinds: [kind], name }), object.span);
      this.#text(object.namespace, (name) => ({ kind: "object", kinds: ["Namespace"], name }));
      if (kind === "Service") this.#labels(object.labels, "own", true);
    }
    for (const path of referencePaths.get(kind) ?? []) this.#references(root, path);
    for (const site of selectorSites(object)) this.#selector(site);
    if (kind === "ConfigMap" || kind === "Secret") this.#readData(kind);
    if (kind === "Service") this.#readService();
    if (kind === "Ingress") this.#readIngress();
    if (kind === "NetworkPolicy") this.#readPolicy();
    if (kind === "ServiceMonitor" || kind === "PodMonitor") this.#readMonitor();
    if (kind === "HorizontalPodAutoscaler" || kind === "VerticalPodAutoscaler") this.#readAutoscaler();
    if (workload) this.#readWorkload(workload);
    if (kind === "StatefulSet") {
      for (const claim of mappingsAt(root, "spec.volumeClaimTemplates[]")) {
        this.#text(claim.mapping("metadata").text("name"), (name) => ({ kind: "volume", name }), claim.map?.span);
      }
    }
    if (metadata.map && workload) {
      for (const holder of [object.annotations, workload.templateAnnotations])
        this.#text(holder.text("kubectl.kubernetes.io/default-container"), (name) => ({ kind: "container", name, target: undefined }));
    }
  }

  #add(of: Named, span: Span, name: Span | undefined, definition: Span | undefined, node: YamlScalar | undefined): void {
    const id = `${span.start} ${of.kind} ${of.kind === "label" ? of.part : ""}`;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.mentions.push({ of, object: this.#object, span, name, definition, node });
  }

  #key({ key, keySpan }: YamlEntry, of: Named, definition?: Span): void {
    if (key === "" || this.#file.isMasked(keySpan)) return;
    this.#add(of, keySpan, this.#unquoted(keySpan, key), definition, undefined);
  }

  #text(field: Field<string | number>, of: (name: string) => Named, definition?: Span): void {
    const { node, value } = field;
    if (!node) return;
    if (typeof value === "string") this.#node(node, of(value), definition);
    else if (field.isUnknown && this.#file.isMasked(node.span)) this.#add({ kind: "filled" }, node.span, undefined, undefined, node);
  }

  #node(node: YamlScalar, of: Named, definition?: Span): void {
    if (node.text === "") return;
    // Of the address of a Service only the first part is its name.
    const isPart = of.kind === "object" && of.name.length < node.text.length;
    const part = { start: 0, end: isPart ? of.name.length : node.text.length };
    const isOneLine = node.style !== "literal" && node.style !== "folded";
    const name = isOneLine && node.mapped.isContiguous(part) ? node.mapped.spanToSource(part) : undefined;
    this.#add(of, isPart && name ? name : node.span, name, definition, node);
  }

  /** The span of a name between its quotes, where it is written as it is read. */
  #unquoted(span: Span, name: string): Span | undefined {
    const written = this.#file.source.slice(span);
    if (written === name) return span;
    return /^["']/.test(written) && written.slice(1, -1) === name ? { start: span.start + 1, end: span.end - 1 } : undefined;
  }

  /** The Service that an address in a value leads to, such as `http://api:8080/` or `redis:6379`; a word by itself may mean anything. */
  #address({ node, value }: Field<string>): void {
    const [all, scheme = "", name, port] = (value === undefined ? null : address.exec(value)) ?? [];
    if (!node || name === undefined || (scheme === "" && (port === undefined || all !== value))) return;
    const part = { start: scheme.length, end: scheme.length + name.length };
    if (node.style === "literal" || node.style === "folded" || !node.mapped.isContiguous(part)) return;
    const span = node.mapped.spanToSource(part);
    this.#add({ kind: "object", kinds: ["Service"], name }, span, span, undefined, node);
  }

  #references(root: Mapping, { path, kinds, isByKind }: ReferencePath): void {
    for (const { holder, key } of holdersOf(root, path)) {
      const kind = isByKind ? holder.text("kind") : undefined;
      const own = kind && !kind.isAbsent ? (kind.value === undefined ? [] : [kind.value]) : kinds;
      const of = own.filter((one) => one !== "");
      // A Service of another namespace is named by its full address.
      if (of.length > 0)
        this.#text(holder.text(key), (name) => ({
          kind: "object",
          kinds: of,
          name: key === "host" ? (name.split(".")[0] as string) : name,
        }));
    }
  }

  #labels(mapping: Mapping, place: "pods" | "own" | "kustomization", isDefinition: boolean): void {
    for (const entry of mapping.entries) {
      const field = mapping.text(entry.key);
      const label = (part: "key" | "value"): Named => ({ kind: "label", part, key: entry.key, value: field.value, place });
      this.#key(entry, label("key"), isDefinition ? entry.span : undefined);
      this.#text(field, () => label("value"), isDefinition ? entry.span : undefined);
    }
  }

  #selector(site: SelectorSite): void {
    const { mapping, isPlain } = site;
    const plain = isPlain ? mapping : mapping.mapping("matchLabels");
    for (const entry of plain.entries) {
      const field = plain.text(entry.key);
      const label = (part: "key" | "value"): Named => ({ kind: "label", part, key: entry.key, value: field.value, place: site });
      this.#key(entry, label("key"));
      this.#text(field, () => label("value"));
    }
    for (const expression of isPlain ? [] : mapping.list("matchExpressions").mappings) {
      const key = expression.text("key").value;
      if (key === undefined) continue;
      this.#text(expression.text("key"), () => ({ kind: "label", part: "key", key, value: undefined, place: site }));
      if (expression.text("operator").value !== "In") continue;
      for (const node of expression.list("values").nodes) {
        if (node.kind === "scalar" && !this.#file.isMasked(node.span))
          this.#node(node, { kind: "label", part: "value", key, value: node.text, place: site });
      }
    }
  }

  #readKustomization(root: Mapping): void {
    this.#labels(root.mapping("commonLabels"), "kustomization", true);
    for (const item of root.list("labels").mappings) {
      if (item.boolean("includeSelectors").value || item.boolean("includeTemplates").value)
        this.#labels(item.mapping("pairs"), "kustomization", true);
    }
    for (const item of root.list("patches").mappings) this.#readInlinePatch(item.text("patch").node);
    for (const node of root.list("patchesStrategicMerge").nodes) this.#readInlinePatch(node);
    for (const [key, kind] of [
      ["configMapGenerator", "ConfigMap"],
      ["secretGenerator", "Secret"],
    ] as const) {
      for (const item of root.list(key).mappings) {
        const name = item.text("name");
        this.#text(name, (text) => ({ kind: "object", kinds: [kind], name: text }), item.map?.span);
        if (name.value === undefined) continue;
        for (const node of item.list("literals").nodes) {
          const match = node.kind === "scalar" ? /^[^=]+(?==)/.exec(node.text) : null;
          if (!match || node.kind !== "scalar" || this.#file.isMasked(node.span)) continue;
          const part = { start: 0, end: match[0].length };
          const span = node.mapped.isContiguous(part) ? node.mapped.spanToSource(part) : undefined;
          this.#add({ kind: "data-key", of: kind, holder: name.value, name: match[0] }, span ?? node.span, span, node.span, undefined);
        }
      }
    }
  }

  /** The object that a patch within the text of a kustomization is for. */
  #readInlinePatch(node: YamlNode | undefined): void {
    if (node?.kind !== "scalar" || !node.text.includes("\n") || this.#file.isMasked(node.span)) return;
    for (const { root } of parseYaml(new SourceText(this.#file.source.path, node.text)).documents) {
      const kind = root?.kind === "map" ? root.get("kind") : undefined;
      const metadata = root?.kind === "map" ? root.get("metadata") : undefined;
      const name = metadata?.kind === "map" ? metadata.get("name") : undefined;
      if (kind?.kind !== "scalar" || name?.kind !== "scalar" || name.style !== "plain" || name.text === "" || name.alias) continue;
      if (!node.mapped.isContiguous(name.span)) continue;
      const span = node.mapped.spanToSource(name.span);
      this.#add({ kind: "object", kinds: [kind.text], name: name.text }, span, span, undefined, node);
    }
  }

  #readData(of: "ConfigMap" | "Secret"): void {
    const { root, name } = this.#object;
    const holder = name.value;
    if (holder === undefined) return;
    for (const key of ["data", "stringData", "binaryData"])
      for (const entry of root.mapping(key).entries) {
        this.#key(entry, { kind: "data-key", of, holder, name: entry.key }, entry.span);
        if (key !== "binaryData") this.#address(root.mapping(key).text(entry.key));
      }
  }

  #readService(): void {
    const { spec } = this.#object;
    const site = selectorSites(this.#object).find(({ isPlain }) => isPlain);
    for (const port of spec.list("ports").mappings) {
      this.#text(port.text("name"), (name) => ({ kind: "service-port", name, place: "service" }), port.map?.span);
      if (site) this.#text(port.integerOrText("targetPort"), (name) => ({ kind: "port", name, place: site }));
    }
  }

  #readIngress(): void {
    const backends = ["spec.defaultBackend.service", "spec.rules[].http.paths[].backend.service"];
    for (const backend of backends.flatMap((path) => mappingsAt(this.#object.root, path))) {
      const service = backend.text("name").value;
      if (service !== undefined)
        this.#text(backend.mapping("port").text("name"), (name) => ({ kind: "service-port", name, place: { service } }));
    }
    for (const backend of ["spec.backend", "spec.rules[].http.paths[].backend"].flatMap((path) => mappingsAt(this.#object.root, path))) {
      const service = backend.text("serviceName").value;
      if (service !== undefined)
        this.#text(backend.integerOrText("servicePort"), (name) => ({ kind: "service-port", name, place: { service } }));
    }
  }

  #readPolicy(): void {
    const { spec } = this.#object;
    const sites = selectorSites(this.#object);
    const siteOf = (mapping: Mapping) => sites.find((site) => site.mapping.map === mapping.map);
    const own = siteOf(spec.mapping("podSelector"));
    const add = (rule: Mapping, site: SelectorSite | undefined) => {
      if (site)
        for (const port of rule.list("ports").mappings)
          this.#text(port.integerOrText("port"), (name) => ({ kind: "port", name, place: site }));
    };
    for (const rule of spec.list("ingress").mappings) add(rule, own);
    for (const rule of spec.list("egress").mappings)
      for (const peer of rule.list("to").mappings) add(rule, siteOf(peer.mapping("podSelector")));
  }

  #readMonitor(): void {
    const { kind, spec } = this.#object;
    const [site] = selectorSites(this.#object);
    if (!site) return;
    for (const endpoint of spec.list(kind === "PodMonitor" ? "podMetricsEndpoints" : "endpoints").mappings) {
      this.#text(endpoint.text("port"), (name) => ({ kind: kind === "PodMonitor" ? "port" : "service-port", name, place: site }));
    }
  }

  #readAutoscaler(): void {
    const { spec, kind } = this.#object;
    const isHorizontal = kind === "HorizontalPodAutoscaler";
    const reference = spec.mapping(isHorizontal ? "scaleTargetRef" : "targetRef");
    const target = { kind: reference.text("kind").value ?? "", name: reference.text("name").value ?? "" };
    if (target.kind === "" || target.name === "") return;
    const named = (name: string): Named => ({ kind: "container", name, target });
    if (isHorizontal) for (const metric of mappingsAt(spec, "metrics[].containerResource")) this.#text(metric.text("container"), named);
    else
      for (const policy of mappingsAt(spec, "resourcePolicy.containerPolicies[]"))
        if (policy.text("containerName").value !== "*") this.#text(policy.text("containerName"), named);
  }

  #readWorkload({ pod, templateLabels }: Workload): void {
    this.#labels(templateLabels, "pods", true);
    for (const constraint of pod.spec.list("topologySpreadConstraints").mappings) this.#labelKeys(constraint);
    for (const path of podReferencePaths) this.#references(pod.spec, path);
    for (const volume of pod.volumes) {
      this.#text(volume.text("name"), (name) => ({ kind: "volume", name }), volume.map?.span);
      this.#items(volume.mapping("configMap"), "ConfigMap", "name");
      this.#items(volume.mapping("secret"), "Secret", "secretName");
      for (const source of mappingsAt(volume, "projected.sources[]")) {
        this.#items(source.mapping("configMap"), "ConfigMap", "name");
        this.#items(source.mapping("secret"), "Secret", "name");
      }
    }
    for (const container of pod.allContainers) this.#readContainer(container);
  }

  /** `matchLabelKeys` of a spread constraint names labels of the pods themselves. */
  #labelKeys(constraint: Mapping): void {
    const site = selectorSites(this.#object).find(({ mapping }) => mapping.map === constraint.mapping("labelSelector").map);
    if (!site) return;
    for (const node of constraint.list("matchLabelKeys").nodes) {
      if (node.kind === "scalar" && !this.#file.isMasked(node.span))
        this.#node(node, { kind: "label", part: "key", key: node.text, value: undefined, place: site });
    }
  }

  #items(source: Mapping, of: "ConfigMap" | "Secret", nameKey: string): void {
    const holder = source.text(nameKey).value;
    if (holder === undefined) return;
    for (const item of source.list("items").mappings) this.#text(item.text("key"), (name) => ({ kind: "data-key", of, holder, name }));
  }

  #readContainer({ mapping, name, ports, probes, env, preStop, postStart, volumeMounts }: Container): void {
    this.#text(name, (text) => ({ kind: "container", name: text, target: undefined }), mapping.map?.span);
    for (const port of ports) this.#text(port.name, (text) => ({ kind: "port", name: text, place: "pod" }), port.mapping.map?.span);
    for (const { handlers } of [...probes, preStop, postStart])
      for (const { port } of handlers) this.#text(port, (text) => ({ kind: "port", name: text, place: "pod" }));
    for (const path of containerReferencePaths) this.#references(mapping, path);
    for (const { value, valueFrom } of env) {
      this.#address(value);
      for (const [key, of] of [
        ["configMapKeyRef", "ConfigMap"],
        ["secretKeyRef", "Secret"],
      ] as const) {
        const reference = valueFrom.mapping(key);
        const holder = reference.text("name").value;
        if (holder !== undefined) this.#text(reference.text("key"), (text) => ({ kind: "data-key", of, holder, name: text }));
      }
      this.#text(valueFrom.mapping("resourceFieldRef").text("containerName"), (text) => ({
        kind: "container",
        name: text,
        target: undefined,
      }));
    }
    for (const mount of [...volumeMounts, ...mapping.list("volumeDevices").mappings])
      this.#text(mount.text("name"), (text) => ({ kind: "volume", name: text }));
  }
}

/** What is named at an offset. */
export function mentionAt(file: ManifestFile, offset: number): Mention | undefined {
  let found: Mention | undefined;
  for (const mention of mentionsIn(file)) {
    const { start, end } = mention.span;
    // Between two names the one that begins there counts.
    if (start <= offset && offset <= end && (!found || offset < end)) found = mention;
  }
  return found;
}
