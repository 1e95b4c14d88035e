import { describe, expect, it } from "vitest";
import { combinations, expectLawful, type Files, project, textOf } from "./support.ts";

const projects: Readonly<Record<string, readonly [files: Files, folder: string]>> = {
  "Spring Boot with Maven": [project("java-spring-maven"), ""],
  "a module of a Gradle build": [project("java-gradle-modules"), "services/api"],
  "Quarkus in a module of a Maven build": [project("java-maven-modules"), "web"],
  "a plain program": [project("java-maven-plain"), ""],
  Ktor: [project("java-ktor"), ""],
  "a Gradle program without a plugin for archives": [
    {
      "settings.gradle": "rootProject.name = 'ticker'\n",
      "build.gradle": "plugins {\n  id 'application'\n}\n\napplication {\n  mainClass = 'com.example.Ticker'\n}\n",
      gradlew: "#!/bin/sh\n",
      "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=gradle-9.2.1-bin.zip\n",
    },
    "",
  ],
};

const dockerfileOf = (name: string, answers: Readonly<Record<string, unknown>> = {}) => {
  const [files, folder] = projects[name] ?? [{}, ""];
  const result = expectLawful("container", files, answers, { folder });
  return { text: textOf(result, folder === "" ? "Dockerfile" : `${folder}/Dockerfile`), notes: result.notes };
};

describe("the container generator for Java", () => {
  it.each(combinations({ name: Object.keys(projects), base: ["slim", "alpine", "distroless"], runtimeVersion: ["17", "25"] }))(
    "is lawful for $name on $base with Java $runtimeVersion",
    ({ name, ...answers }) => {
      const { text } = dockerfileOf(String(name), answers);
      expect(text).toContain(`ARG JAVA_VERSION=${answers.runtimeVersion}\n`);
      expect(text).toMatch(/^ENTRYPOINT \["java", "-(?:jar|cp)", .*\]$/m);
      expect(text).toContain("ENV JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75");
      expect(text).toMatch(answers.base === "distroless" ? /FROM gcr.io\/distroless\/java\S+:nonroot/ : /^USER 10001:10001$/m);
    },
  );

  it("lays Boot's layers out, and has their probes answer", () => {
    const { text } = dockerfileOf("Spring Boot with Maven");
    expect(text).toContain(
      "COPY mvnw pom.xml ./\nCOPY .mvn/ .mvn/\nRUN --mount=type=cache,target=/root/.m2 \\\n    ./mvnw -B -ntp dependency:go-offline\nCOPY . .",
    );
    expect(text).toContain("java -Djarmode=tools -jar /out/app.jar extract --layers --destination /out/layers");
    expect(text.match(/^COPY --from=build \/out\/layers\/(.*)\/ \.\/$/gm)).toHaveLength(4);
    expect(text).toContain("MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED=true");
    expect(text).toContain('"http://127.0.0.1:8081/actuator/health/liveness"');
  });

  it("builds a module from the root of its build", () => {
    const gradle = dockerfileOf("a module of a Gradle build").text;
    expect(gradle).toContain("WORKDIR /src/services/api\nRUN");
    expect(gradle).toContain("../../gradlew --no-daemon bootJar");
    const maven = dockerfileOf("Quarkus in a module of a Maven build").text;
    expect(maven).toContain("FROM --platform=$BUILDPLATFORM maven:3-eclipse-temurin-${JAVA_VERSION} AS build");
    expect(maven).toContain("mvn -B -ntp -f .. -pl web -am package -DskipTests");
    expect(maven).not.toContain("go-offline");
    expect(maven).toContain("COPY --from=build /out/lib/ lib/\nCOPY --from=build /out/*.jar ./\nCOPY --from=build /out/app/ app/");
  });

  it("puts a plain program beside its libraries", () => {
    expect(dockerfileOf("a plain program").text).toContain(
      "mvn -B -ntp dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/out/lib",
    );
    const gradle = dockerfileOf("a Gradle program without a plugin for archives").text;
    expect(gradle).toContain("cp -r build/install/ticker/lib /out/lib");
    expect(gradle).toContain('ENTRYPOINT ["java", "-cp", "lib/*", "com.example.Ticker"]');
  });

  it("asks whether the port is open where no endpoint is known", () => {
    expect(dockerfileOf("Ktor").text).toContain('CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8085"]');
    expect(dockerfileOf("Ktor", { base: "alpine" }).text).toContain('CMD ["nc", "-z", "127.0.0.1", "8085"]');
    expect(dockerfileOf("a plain program").text).not.toContain("HEALTHCHECK");
  });

  it("takes the answers for what was detected", () => {
    const { text } = dockerfileOf("Spring Boot with Maven", { port: 9000, livenessPath: "/ping", buildCommand: "./mvnw -Pprod verify" });
    expect(text).toContain("SERVER_PORT=9000");
    expect(text).toContain('"http://127.0.0.1:9000/ping"');
    expect(text).not.toContain("PROBES_ENABLED");
    expect(text).toContain("./mvnw -B -ntp -Pprod verify");
  });

  it("says where distroless has no such release, and that nothing can ask", () => {
    const old = dockerfileOf("a plain program", { base: "distroless" });
    expect(old.text).toContain("FROM eclipse-temurin:${JAVA_VERSION}-jre");
    expect(old.notes.join("\n")).toContain("no distroless image of Java 8");
    expect(dockerfileOf("Ktor", { base: "distroless" }).notes.join("\n")).toContain("HEALTHCHECK");
  });

  it("says where Gradle would look for another Java", () => {
    expect(dockerfileOf("Ktor").notes.join("\n")).toContain(
      "asks for a toolchain of Java 24, which the image does not have: let it ask for 25",
    );
    expect(dockerfileOf("a module of a Gradle build").notes).toEqual([]);
  });

  it("does not guess which class is run", () => {
    expect(() => expectLawful("container", { "pom.xml": "<project><artifactId>tools</artifactId></project>" })).toThrow("start command");
  });

  it("builds with the other tool where a project has both", () => {
    const files = {
      ...project("java-spring-maven"),
      "build.gradle": "plugins {\n  id 'org.springframework.boot' version '4.0.1'\n}\n",
      "settings.gradle": "rootProject.name = 'orders'\n",
    };
    const text = textOf(expectLawful("container", files, { packageManager: "gradle" }), "Dockerfile");
    expect(text).toContain("FROM --platform=$BUILDPLATFORM gradle:9-jdk${JAVA_VERSION} AS build");
    expect(text).toContain("gradle --no-daemon bootJar");
    expect(text).toContain("cp build/libs/orders.jar /out/app.jar");
  });
});
