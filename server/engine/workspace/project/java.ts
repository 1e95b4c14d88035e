import { inFolder } from "../paths.ts";
import type { Workspace } from "../workspace.ts";
import { readYaml } from "../yaml-tree.ts";
import type { Detected, JavaProject } from "./model.ts";
import { findPort } from "./source-lines.ts";

const maximumSize = 500 * 1024;

/** The Maven or Gradle project in a folder; undefined where neither's build file is there. */
export function javaProject(folder: string, workspace: Workspace): JavaProject | undefined {
  const pom = inFolder(folder, "pom.xml");
  if (workspace.has(pom)) {
    const text = buildText(pom, workspace);
    return {
      build: "maven",
      manifest: pom,
      hasWrapper: workspace.has(inFolder(folder, "mvnw")) === true && workspace.has(inFolder(folder, ".mvn/wrapper")) === true,
      name: /<artifactId>\s*([\w.-]+)/.exec(withoutNested(text))?.[1],
      lockFile: undefined,
      javaVersion: /<(?:java\.version|maven\.compiler\.(?:release|target))>\s*([\d.]+)/.exec(text)?.[1],
    };
  }
  const gradle = ["build.gradle", "build.gradle.kts"].map((name) => inFolder(folder, name)).find((path) => workspace.has(path));
  if (gradle === undefined) return undefined;
  const text = buildText(gradle, workspace);
  const settings = ["settings.gradle", "settings.gradle.kts"].map((name) => workspace.read(inFolder(folder, name)) ?? "").join("\n");
  const lockFile = inFolder(folder, "gradle.lockfile");
  return {
    build: "gradle",
    manifest: gradle,
    hasWrapper: workspace.has(inFolder(folder, "gradlew")) === true,
    name: /rootProject\.name\s*=\s*["']([\w.-]+)["']/.exec(settings)?.[1],
    lockFile: workspace.has(lockFile) ? lockFile : undefined,
    javaVersion:
      /languageVersion\s*(?:=|\.set\()\s*JavaLanguageVersion\.of\((\d+)\)/.exec(text)?.[1] ??
      /JavaLanguageVersion\.of\((\d+)\)/.exec(text)?.[1],
  };
}

/** A build file without its comments. */
function buildText(path: string, workspace: Workspace): string {
  const text = workspace.read(path) ?? "";
  if (text.length > maximumSize) return "";
  return path.endsWith(".xml") ? without(text, "<!--", "-->") : text.replace(/^\s*\/\/.*$/gm, "");
}

/** A POM without the parts that have an `artifactId` of their own. */
function withoutNested(text: string): string {
  return ["dependencyManagement", "dependencies", "parent", "build"].reduce((rest, name) => without(rest, `<${name}>`, `</${name}>`), text);
}

/** The text without what stands between two marks, the marks included. */
function without(text: string, open: string, close: string): string {
  let rest = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return rest + text.slice(at);
    rest += text.slice(at, start);
    at = end + close.length;
  }
}

export function javaFramework({ manifest }: JavaProject, workspace: Workspace): string | undefined {
  const text = buildText(manifest, workspace);
  if (/org\.springframework\.boot|spring-boot-starter/.test(text)) return "spring-boot";
  if (/io\.quarkus/.test(text)) return "quarkus";
  if (/io\.micronaut/.test(text)) return "micronaut";
  return /io\.ktor/.test(text) ? "ktor" : undefined;
}

export interface JavaSetting {
  readonly value: string;
  readonly path: string;
  readonly line: number;
}

/** A setting of `application.properties` or `application.yml`, in whose profile-free part it stands. */
export function javaSetting(folder: string, key: string, workspace: Workspace): JavaSetting | undefined {
  const resources = inFolder(folder, "src/main/resources");
  const properties = inFolder(resources, "application.properties");
  const lines = (workspace.read(properties) ?? "").split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const match = /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(lines[i] as string);
    if (match?.[1] === key) return { value: match[2] as string, path: properties, line: i + 1 };
  }
  for (const path of ["application.yml", "application.yaml"].map((name) => inFolder(resources, name))) {
    const text = workspace.read(path);
    const [document] = text === undefined ? [] : readYaml(text);
    if (text === undefined || !document) continue;
    // A key may be written in parts, `server.port: 1`, at any level.
    let found = [{ value: document, rest: key }];
    for (let steps = 0; steps < 8 && found.length > 0; steps++) {
      const done = found.find(({ rest }) => rest === "");
      if (done) {
        const value = done.value.rawText;
        return value === undefined ? undefined : { value, path, line: text.slice(0, done.value.span.start).split("\n").length };
      }
      found = found.flatMap(({ value, rest }) =>
        value.entries.flatMap((entry) => {
          if (!entry.value || (rest !== entry.key && !rest.startsWith(`${entry.key}.`))) return [];
          return [{ value: entry.value, rest: rest.slice(entry.key.length + 1) }];
        }),
      );
    }
  }
  return undefined;
}

/** `server.port`, or the default in `${PORT:8081}`. */
export function javaPort(folder: string, workspace: Workspace): Detected<number> | undefined {
  const found =
    javaSetting(folder, "server.port", workspace) ??
    javaSetting(folder, "quarkus.http.port", workspace) ??
    javaSetting(folder, "micronaut.server.port", workspace);
  const port = /^(?:\$\{[\w.]+:)?(\d{2,5})\}?$/.exec(found?.value ?? "")?.[1];
  if (found && port !== undefined) return { value: Number(port), from: { path: found.path, line: found.line } };
  const sources = inFolder(folder, "src/main/kotlin");
  return findPort(
    { paths: [inFolder(sources, "Application.kt")].filter((path) => workspace.has(path)), patterns: [/\bport\s*=\s*(\d{2,5})\b/] },
    workspace,
  );
}

type Place = Detected<string>["from"];

/** The endpoint that the framework's own health extension serves, where that is a dependency and is not moved to another port. */
export function javaHealthPath(java: JavaProject, folder: string, workspace: Workspace): Detected<string> | undefined {
  const text = workspace.read(java.manifest) ?? "";
  return javaHealthPathBy(folder, workspace, (name) => {
    if (!buildText(java.manifest, workspace).includes(name)) return undefined;
    return { path: java.manifest, line: text.slice(0, text.indexOf(name)).split("\n").length };
  });
}

/** The same where somebody else knows the dependencies. */
export function javaHealthPathBy(
  folder: string,
  workspace: Workspace,
  dependency: (name: string) => Place | undefined,
): Detected<string> | undefined {
  const known = (key: string) => {
    const found = javaSetting(folder, key, workspace);
    return found === undefined ? undefined : /[${}]/.test(found.value) ? null : found.value;
  };
  const actuator = dependency("spring-boot-starter-actuator");
  if (actuator) {
    const base = known("management.endpoints.web.base-path");
    const contexts = [known("server.servlet.context-path"), known("spring.webflux.base-path")];
    const context = contexts.find((path) => path !== undefined);
    const moved = [
      known("management.server.port"),
      known("management.endpoints.web.path-mapping.health"),
      known("management.endpoint.health.enabled"),
    ];
    if (base === null || context === null || moved.some((value) => value !== undefined)) return undefined;
    return { value: `${slashed(context ?? "")}${slashed(base ?? "/actuator")}/health`, from: actuator };
  }
  const smallrye = dependency("quarkus-smallrye-health");
  if (smallrye && known("quarkus.http.root-path") === undefined && known("quarkus.http.non-application-root-path") === undefined) {
    return { value: "/q/health", from: smallrye };
  }
  const management = dependency("micronaut-management");
  return management && known("endpoints.all.path") === undefined ? { value: "/health", from: management } : undefined;
}

function slashed(path: string): string {
  const bare = path.replace(/^\/+|\/+$/g, "");
  return bare === "" ? "" : `/${bare}`;
}
