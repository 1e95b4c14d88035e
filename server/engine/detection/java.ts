import { filesBelow } from "../workspace/files.ts";
import { inFolder, nameOf } from "../workspace/paths.ts";
import { firstIn, type Gradle, gradleAt, gradleBuildFiles } from "../workspace/project/gradle.ts";
import { javaHealthPathBy, javaPort, javaSetting } from "../workspace/project/java.ts";
import {
  lineOf as artifactLine,
  modulesOf,
  type Pom,
  pomAt,
  pomDependencies,
  pomPlugin,
  property,
  resolved,
  withParents,
} from "../workspace/project/pom.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cycleOf } from "./cycles.ts";
import { deployedIn } from "./deployed.ts";
import { assumed, found, lineOf } from "./detected.ts";
import { nameFrom } from "./label.ts";
import type { Application, Detected, JavaFacts, Tasks } from "./model.ts";
import type { BackingService, Framework } from "./names.ts";
import { servicesBy } from "./services.ts";

type Place = { readonly path: string; readonly line: number };

/** A build file and what it names: dependencies and plugins, each with its place. */
interface Build {
  readonly tool: "maven" | "gradle";
  readonly path: string;
  /** The folder of the whole build. */
  readonly root: string;
  readonly buildFiles: readonly string[];
  readonly name: Detected<string> | undefined;
  readonly javaVersion: Detected<string> | undefined;
  readonly toolchain: Detected<string> | undefined;
  readonly hasWrapper: boolean;
  /** It only holds other modules together. */
  readonly isAggregator: boolean;
  /** What is named: `group:artifact` of dependencies and plugins, or the lines of a Gradle build file. */
  readonly named: readonly { readonly text: string; readonly from: Place }[];
  readonly frameworkVersion: Detected<string> | undefined;
  readonly mainClass: Detected<string> | undefined;
  /** The archive's name without its version and ending, and whether a version follows. */
  readonly archive: Detected<string>;
  readonly isVersioned: boolean;
}

const frameworkNames: readonly (readonly [Framework, RegExp])[] = [
  ["spring-boot", /org\.springframework\.boot|spring-boot-starter/],
  ["quarkus", /\bio\.quarkus\b/],
  ["micronaut", /\bio\.micronaut\b/],
  ["ktor", /\bio\.ktor\b/],
];

const services: readonly (readonly [BackingService, RegExp])[] = [
  ["postgres", /org\.postgresql[:"']|\br2dbc-postgresql\b|-postgresql\b/],
  ["mysql", /\bmysql-connector|-mysql\b|\bflyway-mysql\b/],
  ["mariadb", /\bmariadb-java-client\b|-mariadb\b/],
  ["mongodb", /\bmongodb\b|\bmongo-driver\b|-mongodb?\b/],
  ["redis", /\b(?:data-redis|lettuce-core|jedis|redisson|quarkus-redis-client|micronaut-redis)\b/],
  ["rabbitmq", /\bstarter-amqp\b|\bamqp-client\b|\brabbitmq\b/],
];

/** The Java or Kotlin application in a folder, built with Maven or Gradle. A module of a build that is no program of its own is none. */
export function javaApplication(folder: string, workspace: Workspace): Application | undefined {
  return applicationOf(mavenBuild(folder, workspace) ?? gradleBuild(folder, workspace), folder, workspace);
}

/** The same with one of the two, where files of both are there. */
export function javaApplicationBuiltWith(tool: "maven" | "gradle", folder: string, workspace: Workspace): Application | undefined {
  return applicationOf(tool === "maven" ? mavenBuild(folder, workspace) : gradleBuild(folder, workspace), folder, workspace);
}

function applicationOf(build: Build | undefined, folder: string, workspace: Workspace): Application | undefined {
  if (!build || build.isAggregator) return undefined;
  const mention = (pattern: RegExp) => {
    const line = build.named.find(({ text }) => pattern.test(text));
    const text = line && pattern.exec(line.text)?.[0];
    return line && text !== undefined ? { value: text, from: line.from } : undefined;
  };
  // Programs for telephones are in no image.
  if (mention(/\bcom\.android\.(?:application|library)\b/)) return undefined;
  const detected = frameworkNames.flatMap(([framework, pattern]) => {
    const at = mention(pattern);
    return at ? [found<Framework>(framework, at.from.path, at.from.line, `\`${at.value}\``)] : [];
  });
  const framework: Detected<Framework> = detected[0] ?? assumed<Framework>("none", "no framework is among its dependencies");
  const mainClass = build.mainClass ?? mainClassOf(folder, workspace);
  const isMember = build.root !== folder;
  const runs = framework.value === "none" ? mainClass : (mention(pluginOf(framework.value)) ?? (isMember ? mainClass : build.archive));
  if (isMember && !runs) return undefined;
  const facts = factsOf(build, folder, framework.value, mainClass, mention, workspace);
  const isWeb = isServing(framework.value, mention);
  const commandOf: Record<JavaFacts["packaging"], readonly string[] | undefined> = {
    layers: ["java", "-jar", "app.jar"],
    "fast-jar": ["java", "-jar", "quarkus-run.jar"],
    "fat-jar": ["java", "-jar", "app.jar"],
    "class-path": facts.mainClass && ["java", "-cp", build.tool === "maven" ? "app.jar:lib/*" : "lib/*", facts.mainClass.value],
  };
  const command = commandOf[facts.packaging];
  const deployed = deployedIn(workspace, folder);
  const port = javaPort(folder, workspace);
  return {
    folder,
    context: build.root,
    ecosystem: found("java", build.path, 1, `\`${nameOf(build.path)}\``),
    name: nameFrom(build.name, folder, workspace),
    kind: isWeb
      ? found("web", isWeb.from.path, isWeb.from.line, `\`${isWeb.value}\``)
      : mention(/spring-boot-starter-batch/)
        ? assumed("job", "it has batches and no web server")
        : assumed("worker", "no web server is among its dependencies"),
    framework,
    packageManager: found(build.tool, build.path, 1, `\`${nameOf(build.path)}\``),
    packageManagerVersion: wrapperVersion(build, workspace),
    lockFile: workspace.has(inFolder(folder, "gradle.lockfile"))
      ? found(inFolder(folder, "gradle.lockfile"), inFolder(folder, "gradle.lockfile"), 1, "the lock file")
      : undefined,
    runtimeVersion: cycleOf("eclipse-temurin", build.javaVersion ?? toolVersion(folder, build.root, workspace)),
    command: command && {
      value: command,
      from: facts.mainClass && facts.packaging === "class-path" ? facts.mainClass.from : framework.from,
      because:
        facts.packaging === "class-path"
          ? "the class with `main`"
          : `usual for ${framework.value === "none" ? "an archive with everything in it" : framework.value}`,
      confidence: "likely",
    },
    output: assumed(build.tool === "maven" ? "target" : "build", `usual for ${build.tool === "maven" ? "Maven" : "Gradle"}`),
    port: !isWeb
      ? undefined
      : port
        ? found(port.value, port.from.path, port.from.line, "the port in its settings")
        : deployed.port || framework.value === "none"
          ? deployed.port
          : assumed(8080, `usual for ${framework.value}`),
    ...healthPaths(build, framework.value, folder, workspace),
    tasks: tasksOf(build, folder, framework.value, mention),
    services: servicesBy(services, build.named),
    java: facts,
  };
}

/** The plugin that makes a program of a module. */
function pluginOf(framework: Framework): RegExp {
  if (framework === "spring-boot") return /spring-boot-maven-plugin|org\.springframework\.boot["')]/;
  if (framework === "quarkus") return /quarkus-maven-plugin|\bio\.quarkus["')]/;
  if (framework === "micronaut") return /micronaut-maven-plugin|\bio\.micronaut\.(?:minimal\.)?application\b/;
  return /\bio\.ktor\.plugin\b|maven-shade-plugin|\bapplication\b/;
}

type Mention = (pattern: RegExp) => { readonly value: string; readonly from: Place } | undefined;

function isServing(framework: Framework, mention: Mention) {
  const web: Partial<Record<Framework, RegExp>> = {
    "spring-boot": /spring-boot-starter-(?:web|webmvc|webflux|graphql|jersey|data-rest|hateoas|websocket|rsocket)\b/,
    quarkus: /quarkus-(?:rest|resteasy|vertx-http|reactive-routes|undertow|grpc|smallrye-graphql)[\w-]*/,
    micronaut: /micronaut-(?:http-server|management)[\w-]*|runtime\s*\(?\s*["']netty["']/,
    ktor: /ktor-server[\w-]*/,
  };
  return mention(web[framework] ?? /\b(?:jetty-server|undertow-core|javalin|vertx-web|helidon-webserver|spark-core|netty-codec-http)\b/);
}

function factsOf(
  build: Build,
  folder: string,
  framework: Framework,
  mainClass: Detected<string> | undefined,
  mention: Mention,
  workspace: Workspace,
): JavaFacts {
  const major = Number(build.frameworkVersion?.value.split(".")[0] ?? 4);
  const minor = Number(build.frameworkVersion?.value.split(".")[1] ?? 0);
  const isMaven = build.tool === "maven";
  const isFat =
    /maven-shade-plugin|maven-assembly-plugin|micronaut-maven-plugin|\bcom\.github\.johnrengelman\.shadow\b|\bcom\.gradleup\.shadow\b|\bio\.ktor\.plugin\b/;
  // Boot's tools that unpack layers without a launcher of their own came with 3.3.
  const packaging: JavaFacts["packaging"] =
    framework === "spring-boot"
      ? major > 3 || (major === 3 && minor >= 3)
        ? "layers"
        : "fat-jar"
      : framework === "quarkus"
        ? "fast-jar"
        : mention(isFat)
          ? "fat-jar"
          : "class-path";
  const { archive } = build;
  const isShadow = !isMaven && packaging === "fat-jar" && framework !== "spring-boot";
  const ending = isShadow ? "-*all.jar" : build.isVersioned ? "-*.jar" : ".jar";
  const artefact =
    packaging === "fast-jar"
      ? isMaven
        ? "target/quarkus-app"
        : "build/quarkus-app"
      : isMaven
        ? `target/${archive.value}${ending}`
        : packaging === "class-path"
          ? `build/install/${archive.value}/lib`
          : `build/libs/${isShadow ? `*${ending.slice(2)}` : `${archive.value}${ending}`}`;
  const isOn = javaSetting(folder, "management.endpoint.health.probes.enabled", workspace)?.value === "true";
  return {
    build: build.tool,
    hasWrapper: build.hasWrapper,
    packaging,
    artefact: { ...archive, value: artefact },
    buildFiles: build.buildFiles,
    module: build.root === folder ? "" : build.root === "" ? folder : folder.slice(build.root.length + 1),
    mainClass,
    frameworkVersion: build.frameworkVersion,
    toolchain: build.toolchain,
    needsProbeSetting: framework === "spring-boot" && major < 4 && !isOn,
  };
}

function healthPaths(
  build: Build,
  framework: Framework,
  folder: string,
  workspace: Workspace,
): Pick<Application, "livenessPath" | "readinessPath"> {
  const base = javaHealthPathBy(folder, workspace, (name) => build.named.find(({ text }) => text.includes(name))?.from);
  if (!base) return { livenessPath: undefined, readinessPath: undefined };
  const [live, ready] = framework === "quarkus" ? ["live", "ready"] : ["liveness", "readiness"];
  const { path, line } = base.from;
  const because = "the dependency that serves it";
  return {
    livenessPath: found(`${base.value}/${live}`, path, line, because),
    readinessPath: found(`${base.value}/${ready}`, path, line, because),
  };
}

function tasksOf(build: Build, folder: string, framework: Framework, mention: Mention): Tasks {
  const isMember = build.root !== folder;
  const module = build.root === "" ? folder : folder.slice(build.root.length + 1);
  const up = isMember
    ? module
        .split("/")
        .map(() => "..")
        .join("/")
    : ".";
  const { tool, path, hasWrapper } = build;
  const because = hasWrapper ? `the build's wrapper` : `\`${nameOf(path)}\``;
  const task = (command: string, at: { readonly from: Place; readonly value: string } | undefined = undefined) =>
    at ? found(command, at.from.path, at.from.line, `\`${at.value}\``) : found(command, path, 1, because, "likely");
  if (tool === "maven") {
    const maven = `${hasWrapper ? `${up}/mvnw` : "mvn"} -B${isMember ? ` -f ${up}` : ""}`;
    const run = (goal: string) => `${maven}${isMember ? ` -pl ${module} -am` : ""} ${goal}`;
    const lint: readonly (readonly [RegExp, string])[] = [
      [/spotless-maven-plugin/, "spotless:check"],
      [/maven-checkstyle-plugin/, "checkstyle:check"],
      [/maven-pmd-plugin/, "pmd:check"],
      [/spring-javaformat-maven-plugin/, "spring-javaformat:validate"],
    ];
    const linter = lint.flatMap(([pattern, goal]) => (mention(pattern) ? [{ at: mention(pattern), goal }] : []))[0];
    const failsafe = mention(/maven-failsafe-plugin/);
    const flyway = mention(/flyway-maven-plugin/);
    const liquibase = mention(/liquibase-maven-plugin/);
    return {
      install: undefined,
      lint: linter && task(run(linter.goal), linter.at),
      typecheck: undefined,
      unit: task(run("test")),
      integration: failsafe && task(run("verify"), failsafe),
      build: task(run("package -DskipTests")),
      migrate: flyway ? task(run("flyway:migrate"), flyway) : liquibase && task(run("liquibase:update"), liquibase),
    };
  }
  const gradle = hasWrapper ? `${up}/gradlew` : "gradle";
  const checks: readonly (readonly [RegExp, string])[] = [
    [/com\.diffplug\.spotless/, "spotlessCheck"],
    [/io\.gitlab\.arturbosch\.detekt|dev\.detekt/, "detekt"],
    [/ktlint/, "ktlintCheck"],
    [/\bcheckstyle\b/, "checkstyleMain"],
  ];
  const checker = checks.flatMap(([pattern, name]) => (mention(pattern) ? [{ at: mention(pattern), name }] : []))[0];
  const integration = mention(/\b(?:integrationTest|intTest)\b/);
  const fat = mention(/\bio\.ktor\.plugin\b/) ? "buildFatJar" : "shadowJar";
  const buildTask =
    framework === "spring-boot"
      ? "bootJar"
      : framework === "quarkus"
        ? "quarkusBuild"
        : mention(/shadow\b|\bio\.ktor\.plugin\b/)
          ? fat
          : "installDist";
  return {
    install: undefined,
    lint: checker && task(`${gradle} ${checker.name}`, checker.at),
    typecheck: undefined,
    unit: task(`${gradle} test`),
    integration: integration && task(`${gradle} ${integration.value}`, integration),
    build: task(`${gradle} ${buildTask}`),
    migrate: mention(/org\.flywaydb\.flyway/) && task(`${gradle} flywayMigrate`, mention(/org\.flywaydb\.flyway/)),
  };
}

function mavenBuild(folder: string, workspace: Workspace): Build | undefined {
  const pom = pomAt(inFolder(folder, "pom.xml"), workspace);
  if (!pom) return undefined;
  const parents = withParents(pom);
  const top = parents.at(-1) ?? pom;
  const topFolder = top.path === "pom.xml" ? "" : top.path.replace(/\/?pom\.xml$/, "");
  const below = modulesOf(top.path, workspace);
  const isModule = top !== pom && below.some((module) => inFolder(topFolder, module) === folder);
  const root = isModule ? topFolder : folder;
  const parts = parents.flatMap(({ path, root: { children } }) => children.map((element) => ({ path, element })));
  const named = [
    ...[...pomDependencies(pom)].map(([text, { from }]) => ({ text, from })),
    ...parents.flatMap(({ path, root: project }) =>
      (project.child("build")?.child("plugins")?.children ?? []).map((plugin) => ({
        text: `${plugin.child("groupId")?.text ?? "org.apache.maven.plugins"}:${plugin.child("artifactId")?.text}`,
        from: { path, line: artifactLine(plugin) },
      })),
    ),
    ...parts
      .filter(({ element }) => element.name === "parent")
      .map(({ path, element }) => ({
        text: `${element.child("groupId")?.text}:${element.child("artifactId")?.text}`,
        from: { path, line: artifactLine(element) },
      })),
  ];
  const artifact = pom.root.child("artifactId");
  const name = artifact && found(artifact.text, pom.path, artifact.line, "the field `artifactId`");
  const final = pom.root.child("build")?.child("finalName");
  const finalName = final && resolved(pom, final.text);
  return {
    tool: "maven",
    path: pom.path,
    root,
    buildFiles: [inFolder(root, "pom.xml"), ...(isModule ? below.map((module) => inFolder(root, inFolder(module, "pom.xml"))) : [])]
      .filter((path) => workspace.has(path))
      .map((path) => (root === "" ? path : path.slice(root.length + 1))),
    name,
    javaVersion: mavenJava(pom),
    toolchain: undefined,
    hasWrapper: workspace.has(inFolder(root, "mvnw")) === true && workspace.has(inFolder(root, ".mvn/wrapper")) === true,
    isAggregator: pom.root.child("packaging")?.text === "pom",
    named,
    frameworkVersion: mavenFrameworkVersion(pom),
    mainClass: mavenMainClass(pom),
    archive:
      final && finalName !== undefined
        ? found(finalName, pom.path, final.line, "the field `finalName`")
        : (name ?? assumed("*", "nothing names it")),
    isVersioned: finalName === undefined,
  };
}

function mavenJava(pom: Pom): Detected<string> | undefined {
  for (const name of [
    "java.version",
    "maven.compiler.release",
    "maven.compiler.target",
    "maven.compiler.source",
    "jdk.version",
    "kotlin.compiler.jvmTarget",
  ]) {
    const value = property(pom, name);
    const version = value && javaNumber(value.value);
    if (value && version !== undefined) return found(version, value.from.path, value.from.line, `the property \`${name}\``);
  }
  const compiler = pomPlugin(pom, "maven-compiler-plugin");
  const element = ["release", "target", "source"].flatMap((name) => compiler?.value.all(name)[0] ?? [])[0];
  const version = element && javaNumber(resolved(pom, element.text) ?? "");
  return compiler && element && version !== undefined
    ? found(version, compiler.from.path, element.line, "the compiler's settings")
    : undefined;
}

function mavenFrameworkVersion(pom: Pom): Detected<string> | undefined {
  for (const { path, root } of withParents(pom)) {
    const parent = root.child("parent");
    const managed = root.child("dependencyManagement")?.all("dependency") ?? [];
    const platform = managed.find((one) =>
      /^(?:spring-boot-dependencies|quarkus-bom|micronaut-platform)$/.test(one.child("artifactId")?.text ?? ""),
    );
    const isBoot = parent?.child("artifactId")?.text === "spring-boot-starter-parent";
    const element = (isBoot ? parent : platform)?.child("version");
    const version = element && resolved(pom, element.text);
    if (element && version !== undefined && /^\d/.test(version)) return found(version, path, element.line, "the platform's version");
  }
  return undefined;
}

function mavenMainClass(pom: Pom): Detected<string> | undefined {
  for (const name of ["start-class", "exec.mainClass", "mainClass", "main.class"]) {
    const value = property(pom, name);
    if (value) return found(value.value, value.from.path, value.from.line, `the property \`${name}\``);
  }
  for (const { path, root } of withParents(pom)) {
    const element = root.child("build")?.all("mainClass")[0];
    const value = element && resolved(pom, element.text);
    if (element && value !== undefined && value !== "") return found(value, path, element.line, "the field `mainClass`");
  }
  return undefined;
}

function gradleBuild(folder: string, workspace: Workspace): Build | undefined {
  const gradle = gradleAt(folder, workspace);
  if (!gradle) return undefined;
  const { path, root, modules, own, all } = gradle;
  const main = firstIn(own, /\bmainClass(?:Name)?\s*(?:=|\.set\()\s*["']([\w.]+)["']/);
  const archive = firstIn(own, /\barchiveFileName\s*(?:=|\.set\()\s*["']([\w.-]+)\.jar["']/);
  const base = firstIn(own, /\barchiveBaseName\s*(?:=|\.set\()\s*["']([\w.-]+)["']/);
  const hasVersion =
    firstIn(all, /^[ \t]*version\s*=?\s*["']/) !== undefined ||
    /^version=/m.test(workspace.read(inFolder(root, "gradle.properties")) ?? "");
  const name = gradle.name
    ? found(gradle.name.value, gradle.name.from.path, gradle.name.from.line, "the field `rootProject.name`")
    : folder === ""
      ? undefined
      : found(nameOf(folder), path, 1, "the name of its folder", "likely");
  // What is applied to a module only where it says so does not count for it.
  const named =
    root === folder ? all : [...own, ...all.filter((line) => !own.includes(line) && !/\bapply\s*\(?\s*false\b/.test(line.text))];
  const isProgram = firstIn(
    own,
    /org\.springframework\.boot|\bio\.quarkus\b|\bio\.micronaut\b|\bio\.ktor\b|["'\s(]application["'\s)]|^\s*application\b/,
  );
  const isAggregator =
    root === folder &&
    modules.length > 0 &&
    (!isProgram || /\bapply\s*\(?\s*false\b/.test(own.find(({ from }) => from === isProgram.from)?.text ?? ""));
  return {
    tool: "gradle",
    path,
    root,
    buildFiles: gradleBuildFiles(gradle, workspace),
    name,
    javaVersion: gradleJava(gradle),
    toolchain: gradleToolchain(gradle),
    hasWrapper: workspace.has(inFolder(root, "gradlew")) === true && workspace.has(inFolder(root, "gradle/wrapper")) === true,
    isAggregator,
    named: root === folder ? named : named.filter((line) => own.includes(line) || !/^\s*(?:id|alias|kotlin)\b/.test(line.text)),
    frameworkVersion: gradleFrameworkVersion(all),
    mainClass: main && found(main.value, main.from.path, main.from.line, "the field `mainClass`"),
    archive: archive
      ? found(archive.value, archive.from.path, archive.from.line, "the field `archiveFileName`")
      : base
        ? found(base.value, base.from.path, base.from.line, "the field `archiveBaseName`")
        : (name ?? assumed("*", "nothing names it")),
    isVersioned: !archive && hasVersion,
  };
}

/** The release that Gradle looks for to compile with. */
function gradleToolchain({ all }: Gradle): Detected<string> | undefined {
  const match = firstIn(all, /JavaLanguageVersion\.of\(\s*["']?(\d+)|\bjvmToolchain\s*\(?\s*(\d+)/);
  return match && found(match.value, match.from.path, match.from.line, "the toolchain of the build");
}

function gradleJava(gradle: Gradle): Detected<string> | undefined {
  const toolchain = gradleToolchain(gradle);
  if (toolchain) return toolchain;
  const match = firstIn(
    gradle.all,
    /\b(?:sourceCompatibility|targetCompatibility)\s*=?\s*(?:JavaVersion\.VERSION_)?["']?([\d._]+)|\boptions\.release\s*(?:=|\.set\()\s*(\d+)/,
  );
  const version = match && javaNumber(match.value.replaceAll("_", "."));
  return match && version !== undefined ? found(version, match.from.path, match.from.line, "the Java version of the build") : undefined;
}

function gradleFrameworkVersion(lines: Gradle["all"]): Detected<string> | undefined {
  const match = firstIn(
    lines,
    /(?:org\.springframework\.boot|\bio\.quarkus|\bio\.micronaut\.application|\bio\.ktor\.plugin)["')\s}]+\s*version\s*\(?\s*["'](\d[\w.]*)/,
  );
  return match && found(match.value, match.from.path, match.from.line, "the plugin's version");
}

/** `1.8` is what Java 8 was called. */
function javaNumber(text: string): string | undefined {
  return /^(?:1\.)?(\d{1,2})(?:\.|$)/.exec(text)?.[1];
}

/** The version that tools install: `.java-version`, `.sdkmanrc`, `.tool-versions`. */
function toolVersion(folder: string, root: string, workspace: Workspace): Detected<string> | undefined {
  const files: readonly (readonly [string, RegExp])[] = [
    [".java-version", /^(?:[a-z-]*)((?:1\.)?\d+)/m],
    [".sdkmanrc", /^java\s*=\s*(\d+)/m],
    [".tool-versions", /^java\s+\D*(\d+)/m],
    ["mise.toml", /^java\s*=\s*["']\D*(\d+)/m],
  ];
  for (const at of new Set([folder, root]))
    for (const [name, pattern] of files) {
      const path = inFolder(at, name);
      const text = workspace.read(path) ?? "";
      const version = javaNumber(pattern.exec(text)?.[1] ?? "");
      if (version !== undefined) return found(version, path, lineOf(text, pattern), `\`${name}\``);
    }
  return undefined;
}

/** The version of the build tool that the wrapper fetches. */
function wrapperVersion({ tool, root, hasWrapper }: Build, workspace: Workspace): Detected<string> | undefined {
  if (!hasWrapper) return undefined;
  const path = inFolder(root, tool === "maven" ? ".mvn/wrapper/maven-wrapper.properties" : "gradle/wrapper/gradle-wrapper.properties");
  const text = workspace.read(path) ?? "";
  const pattern = /^distributionUrl=.*(?:apache-maven|gradle)-(\d[\d.]*\d)-/m;
  const version = pattern.exec(text)?.[1];
  return version === undefined ? undefined : found(version, path, lineOf(text, pattern), "the wrapper's settings");
}

/** The one class with a `main` in the sources. */
function mainClassOf(folder: string, workspace: Workspace): Detected<string> | undefined {
  const sources = filesBelow(workspace, inFolder(folder, "src/main")).filter((path) => /\.(?:java|kt)$/.test(path));
  const mains = sources.slice(0, 300).flatMap((path) => {
    const text = workspace.read(path) ?? "";
    const pattern = path.endsWith(".kt") ? /^(?:suspend\s+)?fun main\(/m : /\bstatic\s+(?:final\s+)?void\s+main\s*\(/;
    if (!pattern.test(text)) return [];
    const holder = /^package\s+([\w.]+)/m.exec(text)?.[1];
    const name = nameOf(path)
      .replace(/\.java$/, "")
      .replace(/\.kt$/, "Kt");
    return [found(holder === undefined ? name : `${holder}.${name}`, path, lineOf(text, pattern), "its `main`")];
  });
  return mains.length === 1 ? mains[0] : undefined;
}
