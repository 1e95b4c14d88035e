import { javaApplicationBuiltWith } from "../../detection/java.ts";
import type { Application, JavaFacts } from "../../detection/model.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";
import { cacheMount, execForm, factsFor, factsOf, head, inContext, lines, run, sourceLabel, stages, startWords, userOf } from "./pieces.ts";
import { probeIn, probeNote } from "./probe.ts";

/** The releases that distroless has images of. Source: https://github.com/GoogleContainerTools/distroless, 2026-11-23. */
const distrolessReleases: readonly string[] = ["17", "21", "25"];

/** Variables by which frameworks are told their port. */
const portVariables: Readonly<Record<string, string>> = {
  "spring-boot": "SERVER_PORT",
  quarkus: "QUARKUS_HTTP_PORT",
  micronaut: "MICRONAUT_SERVER_PORT",
  ktor: "PORT",
};

/** Parts of a program that is laid out in a folder, those that change least first, so that a new version shares the layers below with the last. */
const layers: Readonly<Partial<Record<JavaFacts["packaging"], readonly string[]>>> = {
  layers: ["dependencies/", "spring-boot-loader/", "snapshot-dependencies/", "application/"],
  "fast-jar": ["lib/", "*.jar", "app/", "quarkus/"],
};

export function javaDockerfile(plan: Plan): ImageFiles {
  const { answers } = plan;
  const application = builtAsAsked(plan);
  const facts = factsFor("java", application.java);
  const version = answers.runtimeVersion;
  const isDistroless = answers.base === "distroless" && distrolessReleases.includes(version);
  const runtime = (release: string) =>
    isDistroless
      ? `gcr.io/distroless/java${release}-debian13:nonroot`
      : `eclipse-temurin:${release}-jre${answers.base === "alpine" ? "-alpine" : ""}`;
  const probe = probeIn(runtime(version), plan, { startPeriod: 60 });
  const port = answers.port;
  const variable = port !== undefined && port !== plan.application.port?.value ? portVariables[answers.framework] : undefined;
  const isProbeOff = facts.needsProbeSetting && answers.livenessPath === plan.application.livenessPath?.value;
  const words = startWords(answers.command ?? "");
  const final = lines(
    `FROM ${runtime("${JAVA_VERSION}")}`,
    sourceLabel(plan),
    "WORKDIR /app",
    environment({
      JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=75",
      ...(variable !== undefined && { [variable]: String(port) }),
      ...(isProbeOff && { MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: "true" }),
    }),
    ...copies(facts),
    // The variant for it runs without root by itself.
    !isDistroless && `USER ${userOf(runtime(version))}`,
    port !== undefined && `EXPOSE ${port}`,
    probe,
    `ENTRYPOINT ${execForm(words)}`,
  );
  return {
    dockerfile: stages(head({ JAVA_VERSION: version }), buildStage(plan, application, facts), final),
    notes: [
      ...(facts.toolchain?.from && facts.toolchain.value !== version
        ? [
            `\`${facts.toolchain.from.path}\` asks for a toolchain of Java ${facts.toolchain.value}, which the image does not have: let it ask for ${version}.`,
          ]
        : []),
      ...(answers.base === "distroless" && !isDistroless
        ? [`There is no distroless image of Java ${version}, so the image stands on Temurin's.`]
        : []),
      ...(port !== undefined && factsOf(runtime(version))?.shell === "none" ? [probeNote] : []),
    ],
  };
}

/** The application as the build tool sees it that was chosen: some projects have files of both. */
function builtAsAsked({ application, workspace, answers }: Plan): Application {
  const tool = answers.packageManager;
  if (application.java?.build === tool || (tool !== "maven" && tool !== "gradle")) return application;
  return javaApplicationBuiltWith(tool, application.folder, workspace) ?? application;
}

function buildStage(plan: Plan, application: Application, facts: JavaFacts): string {
  const { answers, today } = plan;
  const { build, hasWrapper } = facts;
  const isMaven = build === "maven";
  // Maven's and Gradle's own images, of the same Java.
  const ownTag = (recommendedTag(build, today) ?? "").replace(/\d+$/, "${JAVA_VERSION}");
  const image = hasWrapper ? "eclipse-temurin:${JAVA_VERSION}-jdk" : `${build}:${ownTag}`;
  const cache = cacheMount(isMaven ? "/root/.m2" : hasWrapper ? "/root/.gradle" : "/home/gradle/.gradle", { locked: !isMaven });
  const tool = isMaven ? (hasWrapper ? "./mvnw" : "mvn") : hasWrapper ? "./gradlew" : "gradle";
  const chosen = plan.application.tasks.build?.value === answers.buildCommand ? undefined : answers.buildCommand;
  const command = chosen ?? application.tasks.build?.value ?? (isMaven ? `${tool} -B package -DskipTests` : `${tool} assemble`);
  const path = inContext(plan, "");
  return lines(
    "# Bytecode runs on any processor: it is built on the one at hand.",
    `FROM --platform=$BUILDPLATFORM ${image} AS build`,
    "WORKDIR /src",
    ...prefetched(facts, tool, cache),
    "COPY . .",
    path !== "" && `WORKDIR /src/${path}`,
    run([cache], unattended(command, isMaven), ...laidOut(facts, command)),
  );
}

/** What seldom changes is fetched before the sources come. */
function prefetched({ build, hasWrapper, buildFiles }: JavaFacts, tool: string, cache: string): readonly string[] {
  if (build === "gradle") return hasWrapper ? ["COPY gradlew ./", "COPY gradle/ gradle/", run([cache], `${tool} --version`)] : [];
  // Modules that need each other are in no repository: Maven would look for them there.
  if (buildFiles.length !== 1) return [];
  const copied = hasWrapper ? ["COPY mvnw pom.xml ./", "COPY .mvn/ .mvn/"] : ["COPY pom.xml ./"];
  return [...copied, run([cache], `${tool} -B -ntp dependency:go-offline`)];
}

/** The command without progress bars, and without a process that outlives it. */
function unattended(command: string, isMaven: boolean): string {
  if (isMaven) return / -(?:ntp|-no-transfer-progress)\b/.test(command) ? command : command.replace(/^(\S*mvnw?)( -B)?(?= )/, "$1 -B -ntp");
  return /--no-daemon/.test(command) ? command : command.replace(/^(\S*gradlew?)(?= )/, "$1 --no-daemon");
}

/** What brings the built program to `/out`. */
function laidOut({ packaging, artefact, build }: JavaFacts, command: string): readonly string[] {
  const { value } = artefact;
  switch (packaging) {
    case "layers":
      return [
        "mkdir /out",
        `cp ${value} /out/app.jar`,
        "java -Djarmode=tools -jar /out/app.jar extract --layers --destination /out/layers",
      ];
    case "fast-jar":
      return [`cp -r ${value} /out`];
    case "fat-jar":
      return ["mkdir /out", `cp ${value} /out/app.jar`];
    case "class-path":
      return build === "maven"
        ? ["mkdir /out", `cp ${value} /out/app.jar`, `${libraries(command)} -DincludeScope=runtime -DoutputDirectory=/out/lib`]
        : ["mkdir /out", `cp -r ${value} /out/lib`];
  }
}

/** Maven, called as for the build, but to copy what the program needs. */
function libraries(command: string): string {
  const called = /^(\S*mvnw?(?: -B| -f \S+| -pl \S+| -am)*)/.exec(command)?.[1] ?? "mvn";
  return unattended(`${called} dependency:copy-dependencies`, true);
}

function copies(facts: JavaFacts): readonly string[] {
  const from = facts.packaging === "layers" ? "/out/layers/" : "/out/";
  const parts = layers[facts.packaging];
  if (parts)
    return parts.map((part) => `COPY --from=build ${from}${part} ${facts.packaging === "fast-jar" && part.endsWith("/") ? part : "./"}`);
  return ["COPY --from=build /out/ ./"];
}

function environment(variables: Readonly<Record<string, string>>): string {
  const all = Object.entries(variables).map(([name, value]) => `${name}=${/\s/.test(value) ? `"${value}"` : value}`);
  return `ENV ${all.join(" \\\n    ")}`;
}
