import { selectsPods } from "../../cluster/label-changes.ts";
import { labelsOf, selects } from "../../cluster/labels.ts";
import { type KnownObject, known, objectsAround } from "../../cluster/objects.ts";
import { workloadKinds } from "../../cluster/selection.ts";
import { findAround, findNamed, isPartial, kustomizationsOf, unitOf } from "../../cluster/unit.ts";
import { isKustomizationPath } from "../../languages/kubernetes/detect.ts";
import type { ManifestFile, ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { type Mention, mentionsIn, type Named } from "./mentions.ts";
import { type SelectorSite, selectorAt } from "./selectors.ts";

/** What a mention is about: objects that are the thing or hold it, or the mention that makes it (a generator of Kustomize). */
export type Home = ManifestObject | Mention;

/** What answers a question about names, for as long as it takes to answer it. */
export class Names {
  readonly #file: ManifestFile;
  readonly #workspace: Workspace;
  /** Whether objects count of which it is not known whether they are applied together. */
  readonly #withDistant: boolean;
  readonly #homes = new Map<Mention, readonly Home[]>();
  readonly #selected = new Map<object, readonly ManifestObject[]>();

  constructor(file: ManifestFile, workspace: Workspace, withDistant: boolean) {
    this.#file = file;
    this.#workspace = workspace;
    this.#withDistant = withDistant;
  }

  /** All places that name the same, in the order of files and text; the mention alone where it is not known what it is about. */
  familyOf(start: Mention): readonly Mention[] {
    if (start.of.kind === "filled") return [];
    const candidates = this.mentionsBeside(start.of).filter((one) => couldBeSame(one, start));
    const own = this.homesOf(start);
    if (own.length === 0)
      return candidates.filter((one) => one === start || (this.homesOf(one).length === 0 && this.areNear(one.object, start.object)));
    const homes = new Set(own);
    const found = new Set([start]);
    for (let size = 0; size !== found.size; ) {
      size = found.size;
      for (const one of candidates) {
        if (found.has(one) || !this.homesOf(one).some((home) => homes.has(home))) continue;
        found.add(one);
        for (const home of this.homesOf(one)) homes.add(home);
      }
    }
    return candidates.filter((one) => found.has(one));
  }

  /** What a mention is about. */
  homesOf(mention: Mention): readonly Home[] {
    let homes = this.#homes.get(mention);
    if (!homes) {
      homes = this.#findHomes(mention);
      this.#homes.set(mention, homes);
    }
    return homes;
  }

  /** Whether two objects are applied together. */
  areNear(one: ManifestObject, other: ManifestObject): boolean {
    const { path } = one.file.source;
    return path === other.file.source.path || unitOf(other, this.#workspace).has(path);
  }

  /** All that is named in the files that hold the words of a name, the one at hand first. */
  mentionsBeside(named: Named): Mention[] {
    const words = wordsOf(named);
    const { path } = this.#file.source;
    const files = new Map<string, ManifestFile>([[path, this.#file]]);
    for (const one of objectsAround(this.#file, this.#workspace).all) {
      if (files.has(one.path)) continue;
      const text = this.#workspace.read(one.path) ?? "";
      if (words.every((word) => text.includes(word))) files.set(one.path, one.object.file);
    }
    return [...files.values()].flatMap(mentionsIn);
  }

  #findHomes(mention: Mention): readonly Home[] {
    const { of, object } = mention;
    switch (of.kind) {
      case "object":
        return this.#objectHomes(mention, of.kinds, of.name);
      case "label":
        return this.#labelHomes(object, of);
      case "port":
        return of.place === "pod"
          ? this.#entity(object)
          : this.#selectedBy(of.place).filter(
              (one) => one.workload?.pod.allContainers.some((container) => container.port(of.name) !== undefined) === true,
            );
      case "service-port":
        if (of.place === "service") return this.#entity(object);
        return "service" in of.place ? this.#named(object, ["Service"], of.place.service) : this.#selectedBy(of.place);
      case "data-key": {
        if (mention.definition) return isKustomizationPath(object.file.source.path) ? this.#generatorOf(object, of) : this.#entity(object);
        return this.#namedOrGenerated(object, [of.of], of.holder);
      }
      case "volume":
        return this.#entity(object);
      case "container":
        return of.target ? this.#named(object, [of.target.kind], of.target.name) : this.#entity(object);
      case "filled":
        return [];
    }
  }

  #objectHomes({ object, definition }: Mention, kinds: readonly string[], name: string): readonly Home[] {
    if (definition && object.name.value === name && kinds[0] === object.kind) return this.#entity(object);
    if (isKustomizationPath(object.file.source.path)) {
      const generated = definition ? mentionsIn(object.file).find((one) => one.definition === definition) : undefined;
      if (generated) return [generated];
      const { path } = object.file.source;
      return kinds
        .flatMap((kind) => objectsAround(this.#file, this.#workspace).named(kind, name))
        .filter((one) => kustomizationsOf(one.object, this.#workspace).some((kustomization) => kustomization.path === path))
        .map((one) => one.object);
    }
    return this.#namedOrGenerated(object, kinds, name);
  }

  /** The object, or those that it is a part of. */
  #entity(object: ManifestObject): readonly ManifestObject[] {
    const name = object.name.value;
    if (name === undefined || !isPartial(object, this.#workspace)) return [object];
    const whole = this.#named(object, [object.kind], name);
    return whole.length > 0 ? whole : [object];
  }

  #named(object: ManifestObject, kinds: readonly string[], name: string): readonly ManifestObject[] {
    const { objects, isDistant } = findNamed(object, this.#workspace, kinds, name);
    return isDistant && !this.#withDistant ? [] : objects.map((one) => one.object);
  }

  #namedOrGenerated(object: ManifestObject, kinds: readonly string[], name: string): readonly Home[] {
    const found = this.#named(object, kinds, name);
    const isConfiguration = kinds.includes("ConfigMap") || kinds.includes("Secret");
    if (!isConfiguration) return found;
    const generators = kustomizationsOf(object, this.#workspace)
      .filter(({ generated }) => generated.some((one) => kinds.includes(one.kind) && one.name === name))
      .flatMap(({ file }) => this.#current(file))
      .flatMap(mentionsIn)
      .filter(({ of, definition }) => of.kind === "object" && definition && of.name === name && kinds.includes(of.kinds[0] as string));
    return [...found, ...generators];
  }

  /** The model that other answers have of the same file. */
  #current(file: ManifestFile): readonly ManifestFile[] {
    const { path } = file.source;
    if (path === this.#file.source.path) return [this.#file];
    const [first] = objectsAround(this.#file, this.#workspace).inFile(path);
    return first ? [first.object.file] : [];
  }

  #generatorOf(object: ManifestObject, of: Extract<Named, { readonly kind: "data-key" }>): readonly Home[] {
    return mentionsIn(object.file).filter(
      (one) => one.of.kind === "object" && one.definition && one.of.name === of.holder && one.of.kinds[0] === of.of,
    );
  }

  #labelHomes(object: ManifestObject, of: Extract<Named, { readonly kind: "label" }>): readonly ManifestObject[] {
    if (of.place === "pods" || of.place === "own") return this.#entity(object);
    if (of.place === "kustomization") {
      const { path } = object.file.source;
      return objectsAround(this.#file, this.#workspace)
        .all.filter((one) => one.podLabels && kustomizationsOf(one.object, this.#workspace).some((step) => step.path === path))
        .map((one) => one.object);
    }
    const site = of.place;
    return this.#selectedBy(site).filter((one) => {
      const values = site.selects === "services" ? labelsOf(one.labels).values : this.#podLabels(one);
      return of.value === undefined ? values.has(of.key) : values.get(of.key) === of.value;
    });
  }

  /** The labels of pods, with those that Kustomize adds. */
  #podLabels(object: ManifestObject): ReadonlyMap<string, string | undefined> {
    const values = new Map(object.workload && labelsOf(object.workload.templateLabels).values);
    for (const { labels } of kustomizationsOf(object, this.#workspace))
      for (const added of labels) if (added.inTemplates) for (const [key, value] of added.labels.values) values.set(key, value);
    return values;
  }

  /** What a selector certainly selects. */
  #selectedBy(site: SelectorSite): readonly ManifestObject[] {
    const key = site.mapping.map ?? site;
    let selected = this.#selected.get(key);
    if (!selected) {
      selected = this.#findSelected(site);
      this.#selected.set(key, selected);
    }
    return selected;
  }

  #findSelected(site: SelectorSite): readonly ManifestObject[] {
    const { object } = site;
    if (site.isOwn) return this.#entity(object);
    const workspace = this.#workspace;
    const own = known(object, workspace);
    const selector = selectorAt(site);
    const isMain =
      own.selector !== undefined &&
      site.mapping.map === object.spec.mapping(object.kind === "NetworkPolicy" ? "podSelector" : "selector").map;
    const fits = (one: KnownObject): boolean | undefined => {
      if (site.selects === "services") return selects(selector, one.labels);
      if (one.isPatch && !one.podLabels) return false;
      if (isMain) return selectsPods(own, one, objectsAround(object.file, workspace), workspace);
      return one.podLabels && selects(selector, one.podLabels);
    };
    // Without a label it selects everything, and names nothing.
    if (selector.isEmpty) return [];
    const { objects, isDistant } = findAround(object, workspace, site.selects === "services" ? ["Service"] : workloadKinds, fits);
    const found = isDistant && !this.#withDistant ? [] : objects.map((one) => one.object);
    return object.workload && fits(own) ? [object, ...found] : found;
  }
}

function wordsOf(of: Named): readonly string[] {
  if (of.kind === "label") return of.part === "key" || of.value === undefined ? [of.key] : [of.value];
  return of.kind === "filled" ? [] : [of.name];
}

/** Whether two mentions have the same word in the same sense. */
function couldBeSame({ of: a }: Mention, { of: b }: Mention): boolean {
  if (a.kind === "label" && b.kind === "label") return a.part === b.part && a.key === b.key && (a.part === "key" || a.value === b.value);
  if (a.kind === "object" && b.kind === "object") return a.name === b.name && a.kinds.some((kind) => b.kinds.includes(kind));
  if (a.kind === "data-key" && b.kind === "data-key") return a.of === b.of && a.name === b.name;
  if (a.kind === "filled" || b.kind === "filled" || a.kind === "label" || b.kind === "label") return false;
  return a.kind === b.kind && a.name === b.name;
}
