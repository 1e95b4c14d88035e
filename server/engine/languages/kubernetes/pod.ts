import type { Field, List, Mapping } from "../yaml/mapping.ts";
import { containerOf } from "./container.ts";
import type { Container, Pod, Workload } from "./model.ts";

/** The pod whose `spec` this is. */
export function podOf(workload: Workload, spec: Mapping): Pod {
  return new ParsedPod(workload, spec);
}

class ParsedPod implements Pod {
  readonly workload: Workload;
  readonly spec: Mapping;
  #main: readonly Container[] | undefined;
  #before: readonly Container[] | undefined;
  #running: readonly Container[] | undefined;
  #all: readonly Container[] | undefined;

  constructor(workload: Workload, spec: Mapping) {
    this.workload = workload;
    this.spec = spec;
  }

  get containerList(): List {
    return this.spec.list("containers");
  }

  get mainContainers(): readonly Container[] {
    this.#main ??= this.containerList.mappings.flatMap((mapping) => (mapping.map ? [containerOf(this, mapping, "main")] : []));
    return this.#main;
  }

  get #initList(): readonly Container[] {
    this.#before ??= this.spec
      .list("initContainers")
      .mappings.flatMap((mapping) =>
        mapping.map ? [containerOf(this, mapping, mapping.text("restartPolicy").value === "Always" ? "sidecar" : "init")] : [],
      );
    return this.#before;
  }

  get initContainers(): readonly Container[] {
    return this.#initList.filter(({ role }) => role === "init");
  }

  get sidecars(): readonly Container[] {
    return this.#initList.filter(({ role }) => role === "sidecar");
  }

  get containers(): readonly Container[] {
    this.#running ??= [...this.mainContainers, ...this.sidecars];
    return this.#running;
  }

  get allContainers(): readonly Container[] {
    this.#all ??= [...this.mainContainers, ...this.#initList];
    return this.#all;
  }

  get volumeList(): List {
    return this.spec.list("volumes");
  }

  get volumes(): readonly Mapping[] {
    return this.volumeList.mappings;
  }

  get securityContext(): Mapping {
    return this.spec.mapping("securityContext");
  }

  get terminationGracePeriodSeconds(): Field<number> {
    return this.spec.integer("terminationGracePeriodSeconds");
  }

  get restartPolicy(): Field<string> {
    return this.spec.text("restartPolicy");
  }

  get hostNetwork(): Field<boolean> {
    return this.spec.boolean("hostNetwork");
  }

  get serviceAccountName(): Field<string> {
    return this.spec.text("serviceAccountName");
  }

  get isWindows(): boolean {
    const selector = this.spec.mapping("nodeSelector");
    return (
      this.spec.mapping("os").text("name").value === "windows" ||
      selector.text("kubernetes.io/os").value === "windows" ||
      selector.text("beta.kubernetes.io/os").value === "windows"
    );
  }
}
