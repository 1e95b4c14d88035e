import { deploymentFilesOf } from "../detection/deployment-files.ts";
import { applicationIn } from "../detection/detect.ts";
import { labelOf } from "../detection/label.ts";
import type { Application, DeploymentFiles } from "../detection/model.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { ComposeFile, Service as ComposeService } from "../languages/compose/model.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import type { Files, Language } from "../languages/index.ts";
import type { ManifestFile, ManifestObject, Workload } from "../languages/kubernetes/model.ts";
import type { Workflow } from "../languages/workflow/model.ts";
import type { RuleId, Severity } from "../rule.ts";
import { Lazy } from "../text/lazy.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { filesMatching } from "../workspace/files.ts";
import { folderOf, nameOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Code, codeOf } from "./code/code.ts";
import { type Dependencies, dependenciesOf } from "./dependencies.ts";
import { modelOf } from "./models.ts";
import { mayBeForProduction } from "./places.ts";
import { serviceFolders, serviceName } from "./services.ts";
import { type Targets, targetsOf } from "./targets.ts";

/** A finding as an assessor sees it. */
export interface RuleFinding {
  readonly rule: RuleId;
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
  /** The rule's own, or a weaker one where this case is less certain. */
  readonly severity: Severity;
  readonly isFixable: boolean;
}

/** The findings of the assessors' rules in a file, whatever the configuration switches on; comments that silence them are heard. */
export type FindingsIn = (workspace: Workspace, path: string, today: string) => readonly RuleFinding[];

/**
 * What is assessed: an application with all files that say how it is built, tested, deployed and watched. Everything is read when it is first asked for,
 * and noted by the workspace.
 */
export class Service extends Lazy {
  readonly folder: string;
  readonly workspace: Workspace;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** There is no other service in the workspace: what is deployed from it is this one. */
  readonly isAlone: boolean;
  readonly #findingsIn: FindingsIn;

  constructor(folder: string, workspace: Workspace, today: string, isAlone: boolean, findingsIn: FindingsIn) {
    super();
    this.folder = folder;
    this.workspace = workspace;
    this.today = today;
    this.isAlone = isAlone;
    this.#findingsIn = findingsIn;
  }

  /** Undefined where no manifest says what it is. */
  get application(): Application | undefined {
    return this.once("application", () => applicationIn(this.workspace, this.folder));
  }

  get name(): string {
    return serviceName(this.folder, this.workspace);
  }

  /** It answers requests: not a worker, a job or mere files. Assumed of what is not known. */
  get answersRequests(): boolean {
    const kind = this.application?.kind.value;
    return kind === undefined || kind === "web";
  }

  /** The deployment files that are, or may be, about it. */
  get files(): DeploymentFiles {
    return this.once("files", () => deploymentFilesOf(this.folder, this.workspace));
  }

  /** Its Dockerfiles, without those for developers and tests. */
  get dockerfiles(): readonly Dockerfile[] {
    return this.once("dockerfiles", () => this.#parsed("dockerfile", this.#forProduction(this.files.dockerfiles)));
  }

  get workflows(): readonly Workflow[] {
    return this.once("workflows", () => this.#parsed("workflow", this.files.workflows));
  }

  get composeFiles(): readonly ComposeFile[] {
    return this.once("composeFiles", () => this.#parsed("compose", this.#forProduction(this.files.composeFiles)));
  }

  /** The Compose services that run it: those built from its folder; all that are built where it is alone. */
  get composeServices(): readonly ComposeService[] {
    return this.once("composeServices", () => this.composeFiles.flatMap(({ services }) => services.filter((one) => this.#isOwn(one))));
  }

  get manifests(): readonly ManifestFile[] {
    return this.once("manifests", () => this.#parsed("kubernetes", this.#forProduction(this.files.manifests)));
  }

  /** All objects of its manifests, shared ones of the repository included. */
  get objects(): readonly ManifestObject[] {
    return this.once("objects", () => this.manifests.flatMap(({ objects }) => objects));
  }

  /** The workloads that run it: those that bear its name or run its image; where it is alone, or in its own folder, all but those of well-known images. */
  get workloads(): readonly Workload[] {
    return this.once("workloads", () => {
      const all = this.objects.flatMap(({ workload }) => workload ?? []);
      const isBelow = ({ object }: Workload) => this.folder !== "" && object.file.source.path.startsWith(`${this.folder}/`);
      return all.filter((one) => this.#isNamedLikeIt(one) || ((this.isAlone || isBelow(one)) && !runsOnlyServiceImages(one)));
    });
  }

  /** Where it runs, as far as this repository says. */
  get targets(): Targets {
    return this.once("targets", () => targetsOf(this));
  }

  /** It is deployed to Kubernetes, by manifests of this repository. */
  get isOnKubernetes(): boolean {
    return this.workloads.length > 0;
  }

  get code(): Code {
    return this.once("code", () => codeOf(this.folder, this.workspace));
  }

  /** What its manifest asks for, by name. */
  get dependencies(): Dependencies {
    return this.once("dependencies", () => dependenciesOf(this.folder, this.workspace));
  }

  /** All files of the workspace whose path matches, without dependencies, in order. */
  paths(pattern: RegExp): readonly string[] {
    return filesMatching(this.workspace, pattern);
  }

  /** The findings of rules in all deployment files that are about it. */
  findings(...rules: readonly RuleId[]): readonly RuleFinding[] {
    const { dockerfiles, ignoreFiles, composeFiles, workflows, manifests } = this.files;
    // A workflow called `ci.yml` is no file for tests alone.
    const paths = [...this.#forProduction([...dockerfiles, ...ignoreFiles, ...composeFiles, ...manifests]), ...workflows];
    return paths.flatMap((path) => this.findingsIn(path, ...rules));
  }

  /** The same of one file. */
  findingsIn(path: string, ...rules: readonly RuleId[]): readonly RuleFinding[] {
    return this.#findingsIn(this.workspace, path, this.today).filter(({ rule }) => rules.includes(rule));
  }

  /** Without what is for tests and developers: a service may itself stand in a folder of examples. */
  #forProduction(paths: readonly string[]): readonly string[] {
    const prefix = this.folder === "" ? "" : `${this.folder}/`;
    return paths.filter((path) => mayBeForProduction(path.startsWith(prefix) ? path.slice(prefix.length) : path));
  }

  #parsed<L extends Language>(language: L, paths: readonly string[]): readonly Files[L][] {
    return paths.flatMap((path) => modelOf(path, language, this.workspace) ?? []);
  }

  #isOwn({ build, file }: ComposeService): boolean {
    if (build === undefined || this.isAlone) return build !== undefined;
    const context = resolvePath(folderOf(file.source.path), build.context.or(".") ?? ".");
    if (context === undefined) return false;
    const dockerfile = resolvePath(context, build.dockerfile.or("Dockerfile") ?? "Dockerfile");
    return context === this.folder || (dockerfile !== undefined && folderOf(dockerfile) === this.folder);
  }

  /** By its name alone, or with that of the system around it (`shop-api` for `api`), unless another service's name fits better. */
  #isNamedLikeIt(workload: Workload): boolean {
    const own = this.#names;
    const images = workload.pod.mainContainers.map(({ image }) => labelOf(lastName(image.value ?? "")));
    const words = [labelOf(workload.object.name.value ?? ""), ...images].filter((word) => word !== undefined);
    if (words.some((word) => own.includes(word))) return true;
    if (this.isAlone || runsOnlyServiceImages(workload)) return false;
    const longest = (names: readonly string[]) =>
      Math.max(0, ...names.filter((name) => words.some((word) => word.endsWith(`-${name}`))).map(({ length }) => length));
    const others = serviceFolders(this.workspace, "").flatMap((folder) => (folder === this.folder ? [] : (labelOf(nameOf(folder)) ?? [])));
    return longest(own) > 0 && longest(own) > longest(others) && !words.some((word) => others.includes(word));
  }

  get #names(): readonly string[] {
    return [this.name, labelOf(nameOf(this.folder))].filter((name) => name !== undefined && name !== "") as readonly string[];
  }
}

/** Everything in it comes from elsewhere: a database, a proxy. */
function runsOnlyServiceImages({ pod }: Workload): boolean {
  return (
    pod.mainContainers.length > 0 &&
    // Where a template fills the image in, the container's name tells.
    pod.mainContainers.every(({ image, name }) => serviceImage(image.value ?? name.value ?? "") !== undefined)
  );
}

/** `ghcr.io/acme/web:1.2` is called `web`. */
function lastName(reference: string): string {
  return nameOf(reference).replace(/[:@].*$/, "");
}

/** The place of a span of a model. */
export function placeIn({ source }: { readonly source: SourceText }, { start }: Span): { readonly path: string; readonly line: number } {
  return { path: source.path, line: source.lineOf(start) + 1 };
}
