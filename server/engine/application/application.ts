import type { ComposeFile, Declaration, DeclarationKind, Service } from "../languages/compose/model.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type FilesAround, filesAround, isOverrideByName } from "./files.ts";

/**
 * What Compose makes of a file together with those that it is laid over, that are laid over it, that it includes, and that its services extend.
 * A file is judged in it, so that nothing is missing that another file brings.
 */
export interface Application {
  readonly file: ComposeFile;
  /** The file is only a part: it is laid over another one. */
  readonly isOverride: boolean;
  /** The services of the file itself, each with what other files add to it. */
  readonly services: readonly ApplicationService[];
  /** A service of the whole application, those of included files and of the file below included; undefined where none of that name is seen. */
  service(name: string): ApplicationService | undefined;
  /** Whether all services and top-level entries are seen: false where a file that is included or laid below cannot be. */
  readonly isComplete: boolean;
  /** The names of all services that are seen. */
  readonly serviceNames: readonly string[];
  /** The top-level entries of a kind that are seen, those of the file itself first. */
  declarations(kind: DeclarationKind): readonly Declaration[];
  /** The other files that it belongs with. */
  readonly around: FilesAround;
}

/** A service with everything that other files say of it. */
export interface ApplicationService {
  readonly application: Application;
  readonly name: string;
  /** As the nearest file writes it: that under check, where it has the service. */
  readonly own: Service;
  /** Everything that certainly holds, the strongest first: `own`, what it extends, the same service of the files below. */
  readonly layers: readonly Service[];
  /** What may be laid over or below as well: other files of the folder with the same service. */
  readonly possible: readonly Service[];
  /** Whether all layers are seen: false where the service extends one that cannot be. */
  readonly isComplete: boolean;
}

/** Services that extend others are followed through as many of them as this. */
const maximumLayers = 50;

const known = new WeakMap<ComposeFile, Application>();

/** The application of a Compose file. The same object is given until one of its files changes. */
export function applicationOf(file: ComposeFile, workspace: Workspace): Application {
  const around = filesAround(workspace, file.source.path);
  const found = known.get(file);
  if (found?.around === around) return found;
  const made = new MadeApplication(file, around, workspace);
  known.set(file, made);
  return made;
}

class MadeApplication implements Application {
  readonly file: ComposeFile;
  readonly around: FilesAround;
  readonly isOverride: boolean;
  readonly #isUnseen: boolean;
  readonly #byName = new Map<string, ApplicationService | undefined>();
  readonly #declarations = new Map<DeclarationKind, readonly Declaration[]>();
  #services: readonly ApplicationService[] | undefined;
  #names: readonly string[] | undefined;
  #files: { readonly files: readonly ComposeFile[]; readonly isComplete: boolean } | undefined;

  constructor(file: ComposeFile, around: FilesAround, workspace: Workspace) {
    this.file = file;
    this.around = around;
    this.isOverride = isOverrideByName(file) || (around.main !== undefined && leansOn(file, around.main));
    // Without a workspace nobody knows what stands beside the file.
    this.#isUnseen = workspace.list(folderOf(file.source.path)) === undefined;
  }

  get services(): readonly ApplicationService[] {
    this.#services ??= this.file.services.flatMap(({ name }) => this.service(name) ?? []);
    return this.#services;
  }

  service(name: string): ApplicationService | undefined {
    if (!this.#byName.has(name)) this.#byName.set(name, this.#make(name));
    return this.#byName.get(name);
  }

  get #all(): { readonly files: readonly ComposeFile[]; readonly isComplete: boolean } {
    if (!this.#files) {
      const files: ComposeFile[] = [];
      let isComplete = !this.file.isBroken && !(this.isOverride && !this.around.main) && !(this.isOverride && this.#isUnseen);
      const add = (file: ComposeFile): void => {
        if (files.includes(file)) return;
        files.push(file);
        if (file.isBroken || file.yaml.documents.length > 1) isComplete = false;
        const list = file.root.list("include");
        if (list.state === "unknown" || list.isOpen) isComplete = false;
        for (const path of file.includes.flatMap(({ paths }) => paths)) {
          const resolved = path === undefined ? undefined : resolvePath(folderOf(file.source.path), path);
          const included = resolved === undefined ? undefined : this.around.others.get(resolved);
          if (included) add(included);
          else isComplete = false;
        }
      };
      add(this.file);
      if (this.around.main) add(this.around.main);
      this.#files = { files, isComplete };
    }
    return this.#files;
  }

  get isComplete(): boolean {
    return this.#all.isComplete;
  }

  get serviceNames(): readonly string[] {
    this.#names ??= [...new Set(this.#all.files.flatMap((file) => file.services.map(({ name }) => name)))];
    return this.#names;
  }

  declarations(kind: DeclarationKind): readonly Declaration[] {
    let found = this.#declarations.get(kind);
    if (!found) {
      found = this.#all.files.flatMap((file) => file.declarations(kind));
      this.#declarations.set(kind, found);
    }
    return found;
  }

  #make(name: string): ApplicationService | undefined {
    const { main, overrides } = this.around;
    const own = this.file.service(name) ?? this.#all.files.map((file) => file.service(name)).find((service) => service !== undefined);
    if (!own) return undefined;
    const chain = this.#chain(own);
    const layers = [...chain.layers];
    const possible: Service[] = [];
    let { isComplete } = chain;
    const below = own.file === this.file ? main?.service(name) : undefined;
    if (below) {
      const under = this.#chain(below);
      if (this.isOverride) {
        layers.push(...under.layers);
        isComplete &&= under.isComplete;
      } else possible.push(...under.layers);
    } else if (this.isOverride && !this.isComplete) isComplete = false;
    for (const file of overrides) {
      const over = file.service(name);
      if (over) possible.push(over);
    }
    if (own.file.isBroken || own.file.yaml.documents.length > 1) isComplete = false;
    return { application: this, name, own, layers, possible, isComplete };
  }

  /** A service with those that it extends, one after the other. */
  #chain(service: Service): { readonly layers: readonly Service[]; readonly isComplete: boolean } {
    const layers: Service[] = [];
    for (let at: Service | undefined = service; at; ) {
      if (layers.includes(at) || layers.length === maximumLayers) return { layers, isComplete: false };
      layers.push(at);
      const from: Service["extends"] = at.extends;
      if (!from) return { layers, isComplete: true };
      at = this.#extended(at);
    }
    return { layers, isComplete: false };
  }

  /** The service that one extends; undefined where it is not seen. */
  #extended(service: Service): Service | undefined {
    const from = service.extends;
    if (!from || from.isUnknown || from.service === undefined) return undefined;
    if (from.file === undefined) {
      // Compose looks in the same file before files are merged; a file below may have it as well.
      return service.file.service(from.service) ?? (service.file === this.file ? this.around.main?.service(from.service) : undefined);
    }
    const path = resolvePath(folderOf(service.file.source.path), from.file);
    if (path === service.file.source.path) return service.file.service(from.service);
    return path === undefined ? undefined : this.around.others.get(path)?.service(from.service);
  }
}

/** Whether a file cannot stand alone, as one of its services says nowhere what runs, and the main file does. */
function leansOn(file: ComposeFile, main: ComposeFile): boolean {
  return file.services.some(
    ({ name, mapping }) =>
      ["image", "build", "extends", "provider"].every((key) => mapping.entryOf(key) === undefined) && main.service(name) !== undefined,
  );
}
