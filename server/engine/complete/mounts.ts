import { mountText } from "../hover/dockerfile.ts";
import { runtimeUser } from "../image/user.ts";
import { type MountFact, type MountKeyFact, mounts } from "../knowledge/instructions.ts";
import { buildsOf } from "../workspace/builds.ts";
import { type Completion, marked, type Place, tail } from "./completion.ts";
import { completeImageSource } from "./images.ts";
import { completeContextPath } from "./paths.ts";

/** What may stand in the value of `--mount=`: pairs of key and value, parted by commas. */
export function completeMount(place: Place, value: string): Completion[] {
  const pairs = value.split(",");
  const last = pairs.pop() ?? "";
  const given = new Map(pairs.map((pair) => [pair.split("=")[0], pair.slice(pair.indexOf("=") + 1)]));
  const equals = last.indexOf("=");
  const type = given.get("type");
  if (equals < 0) return completeKey(place, last, type, given);
  const written = last.slice(equals + 1);
  const key = last.slice(0, equals);
  if (key === "type") return completeType(place, written);
  if (key === "from") return completeImageSource(place, written);
  if (key === "id" && (type === "secret" || type === "ssh")) return completeIds(place, type, written);
  if (key === "env" && type === "secret") return completeSecretVariable(place, given.get("id"), written);
  if ((key === "source" || key === "src") && (type ?? "bind") === "bind" && !given.has("from")) return completeContextPath(place, written);
  if ((key === "target" || key === "dst" || key === "destination") && type === "cache") return completeCache(place, written);
  const fact = mounts.get(type ?? "bind")?.keys.find((one) => one.key === key);
  return (fact?.values ?? []).map((one) => ({ kind: "value", label: one, span: tail(place, written.length), text: one }));
}

/** What each kind of mount needs at least. */
const completions: Readonly<Record<string, string>> = {
  cache: "cache,target=‹path›",
  secret: "secret,id=‹name›",
  bind: "bind,source=‹path›,target=‹path›",
  ssh: "ssh",
  tmpfs: "tmpfs,target=‹path›",
};

function completeType(place: Place, written: string): Completion[] {
  const span = tail(place, written.length);
  const [secret] = idsKnown(place, "secret").keys();
  return [...mounts.values()].map((fact) => ({
    kind: "value",
    label: fact.type,
    span,
    ...marked(fact.type === "secret" && secret !== undefined ? `secret,id=\u2039${secret}\u203a` : (completions[fact.type] ?? fact.type)),
    about: mountText(fact),
    leadsOn: true,
  }));
}

function completeKey(
  place: Place,
  written: string,
  type: string | undefined,
  given: ReadonlyMap<string | undefined, string>,
): Completion[] {
  const span = tail(place, written.length);
  if (given.size === 0) return [{ kind: "flag", label: "type", span, ...marked("type=‹cache›"), leadsOn: true }];
  const fact = mounts.get(type ?? "bind");
  return (fact?.keys ?? []).filter(({ key }) => !given.has(key)).map((key) => keyCompletion(key, fact as MountFact));

  function keyCompletion(key: MountKeyFact, mount: MountFact): Completion {
    return {
      kind: "flag",
      label: key.key,
      span,
      ...(key.isFlag ? { text: key.key } : marked(`${key.key}=‹${key.values?.[0] ?? "value"}›`)),
      detail: `${mount.type} mount`,
      about: key.about,
      leadsOn: true,
    };
  }
}

/** The ids that builds of the workspace hand in, and those that other mounts of the file ask for, with where they stand. */
function idsKnown({ file, workspace, instruction }: Place, type: "secret" | "ssh"): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const build of buildsOf(file.source.path, workspace))
    for (const id of (type === "secret" ? build.secrets : build.ssh) ?? [])
      if (!known.has(id)) known.set(id, `handed in by ${build.source.path}`);
  for (const one of file.instructions) {
    if (one.keyword !== "RUN" || one === instruction) continue;
    for (const mount of one.mounts) {
      const id = mount.type === type ? mount.get("id")?.value : undefined;
      if (id !== undefined && !known.has(id)) known.set(id, "asked for in this file");
    }
  }
  return known;
}

function completeIds(place: Place, type: "secret" | "ssh", written: string): Completion[] {
  const known = idsKnown(place, type);
  const all = type === "ssh" && !known.has("default") ? [...known, ["default", "the client's agent"] as const] : [...known];
  return all.map(([id, detail]) => ({ kind: "value", label: id, span: tail(place, written.length), text: id, detail }));
}

/** The variable that a secret is put into is mostly named after its id. */
function completeSecretVariable(place: Place, id: string | undefined, written: string): Completion[] {
  if (!id) return [];
  const name = id.toUpperCase().replace(/\W/g, "_");
  return [{ kind: "variable", label: name, span: tail(place, written.length), text: name, detail: "after the id" }];
}

/** Where package managers and compilers keep what they have fetched (their own documentation; root's home folder). */
const caches: readonly { readonly path: string; readonly of: string; readonly commands: RegExp; readonly more?: string }[] = [
  { path: "/root/.npm", of: "npm", commands: /\bnpm\b/ },
  { path: "/root/.local/share/pnpm/store", of: "pnpm", commands: /\bpnpm\b/ },
  { path: "/usr/local/share/.cache/yarn", of: "Yarn 1, as root", commands: /\byarn\b/ },
  { path: "/root/.bun/install/cache", of: "Bun", commands: /\bbun\b/ },
  { path: "/root/.cache/pip", of: "pip", commands: /\bpip3?\b/ },
  { path: "/root/.cache/uv", of: "uv", commands: /\buv\b/ },
  { path: "/root/.cache/pypoetry", of: "Poetry", commands: /\bpoetry\b/ },
  { path: "/go/pkg/mod", of: "Go modules", commands: /\bgo\b/ },
  { path: "/root/.cache/go-build", of: "the Go compiler", commands: /\bgo\b/ },
  { path: "/usr/local/cargo/registry", of: "Cargo", commands: /\bcargo\b/ },
  { path: "/root/.m2", of: "Maven", commands: /\b(mvn|mvnw)\b/ },
  { path: "/root/.gradle", of: "Gradle", commands: /\b(gradle|gradlew)\b/ },
  { path: "/root/.nuget/packages", of: "NuGet", commands: /\bdotnet\b/ },
  { path: "/root/.composer/cache", of: "Composer", commands: /\bcomposer\b/ },
  { path: "/usr/local/bundle/cache", of: "Bundler", commands: /\bbundle\b/ },
  { path: "/var/cache/apt", of: "apt: archives", commands: /\bapt(-get)?\b/, more: ",sharing=locked" },
  { path: "/var/lib/apt", of: "apt: package lists", commands: /\bapt(-get)?\b/, more: ",sharing=locked" },
  { path: "/var/cache/apk", of: "apk", commands: /\bapk\b/, more: ",sharing=locked" },
  { path: "/var/cache/dnf", of: "dnf", commands: /\bdnf\b/, more: ",sharing=locked" },
];

/** Cache folders, those of the programs that the command calls first; in the home folder of who runs it. */
function completeCache(place: Place, written: string): Completion[] {
  const command = place.instruction?.rest.text ?? "";
  const user = place.stage && runtimeUser(place.stage, place.instruction);
  const isOther = user?.isRoot === false && user.name !== undefined;
  const home = (path: string) => (isOther ? path.replace(/^\/root\//, `/home/${user.name}/`) : path);
  // A new cache belongs to root, and nobody else could write to it.
  const owner = isOther && user.uid !== undefined ? `,uid=${user.uid}` : "";
  const offered = caches.map((cache) => ({ cache, isCalled: cache.commands.test(command) }));
  return [...offered.filter(({ isCalled }) => isCalled), ...offered.filter(({ isCalled }) => !isCalled)].map(({ cache }) => ({
    kind: "folder",
    label: home(cache.path),
    span: tail(place, written.length),
    text: home(cache.path) + (cache.more ?? "") + owner,
    detail: cache.of,
  }));
}
