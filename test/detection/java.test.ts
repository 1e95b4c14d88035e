import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import { javaApplicationBuiltWith } from "../../server/engine/detection/java.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { project } from "../generators/support.ts";
import { detect, told, toldAll } from "./told.ts";

const boot = (more: string, parent = "4.0.0") =>
  `<project>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>${parent}</version>
  </parent>
  <artifactId>shop</artifactId>
${more}
</project>
`;

describe("Java", () => {
  it("reads Spring Boot built with Maven", () => {
    const found = detect(project("java-spring-maven"));
    expect(toldAll(found)).toEqual({
      context: "",
      ecosystem: "java @ pom.xml:1",
      kind: "web @ pom.xml:19",
      framework: "spring-boot @ pom.xml:19",
      name: "orders @ pom.xml:11",
      packageManager: "maven @ pom.xml:1",
      packageManagerVersion: "3.9.11 @ .mvn/wrapper/maven-wrapper.properties:3",
      runtimeVersion: "21 @ pom.xml:14",
      command: "java -jar app.jar @ pom.xml:19 (likely)",
      output: "target (assumed)",
      port: "8081 @ src/main/resources/application.yml:5",
      livenessPath: "/actuator/health/liveness @ pom.xml:23",
      readinessPath: "/actuator/health/readiness @ pom.xml:23",
      lint: "./mvnw -B spotless:check @ pom.xml:51",
      unit: "./mvnw -B test @ pom.xml:1 (likely)",
      integration: "./mvnw -B verify @ pom.xml:47",
      build: "./mvnw -B package -DskipTests @ pom.xml:1 (likely)",
      services: ["postgres @ pom.xml:31", "redis @ pom.xml:27"],
    });
    expect(found.java).toMatchObject({ packaging: "layers", hasWrapper: true, module: "", needsProbeSetting: true });
    expect(told(found.java?.artefact)).toBe("target/orders-*.jar @ pom.xml:11");
    expect(told(found.java?.frameworkVersion)).toBe("3.5.7 @ pom.xml:7");
    expect(told(found.java?.mainClass)).toBe("com.example.orders.Orders @ src/main/java/com/example/orders/Orders.java:8");
  });

  it("reads a module of a Gradle build with a version catalog", () => {
    const found = detect(project("java-gradle-modules"), "services/api");
    expect(toldAll(found)).toMatchObject({
      context: "",
      framework: "spring-boot @ services/api/build.gradle.kts:2",
      kind: "web @ services/api/build.gradle.kts:7",
      name: "api @ services/api/build.gradle.kts:1 (likely)",
      packageManagerVersion: "9.2.1 @ gradle/wrapper/gradle-wrapper.properties:1",
      runtimeVersion: "25 @ build.gradle.kts:10",
      livenessPath: "/actuator/health/liveness @ services/api/build.gradle.kts:8",
      build: "../../gradlew bootJar @ services/api/build.gradle.kts:1 (likely)",
      services: ["rabbitmq @ services/api/build.gradle.kts:9"],
    });
    expect(found.java).toMatchObject({ module: "services/api", packaging: "layers", hasWrapper: true });
    expect(told(found.java?.frameworkVersion)).toBe("4.0.0 @ services/api/build.gradle.kts:2");
    expect(found.java?.buildFiles).toEqual([
      "settings.gradle.kts",
      "build.gradle.kts",
      "gradle/libs.versions.toml",
      "services/api/build.gradle.kts",
      "domain/build.gradle.kts",
    ]);
  });

  it("reads a module of a Maven build, with its parent's properties", () => {
    const found = detect(project("java-maven-modules"), "web");
    expect(toldAll(found)).toMatchObject({
      context: "",
      framework: "quarkus @ web/pom.xml:17",
      name: "billing-web @ web/pom.xml:8",
      runtimeVersion: "17 @ pom.xml:13",
      livenessPath: "/q/health/live @ web/pom.xml:21",
      readinessPath: "/q/health/ready @ web/pom.xml:21",
      build: "mvn -B -f .. -pl web -am package -DskipTests @ web/pom.xml:1 (likely)",
      services: ["mysql @ web/pom.xml:25"],
    });
    expect(found.java).toMatchObject({ module: "web", packaging: "fast-jar", hasWrapper: false });
    expect(told(found.java?.frameworkVersion)).toBe("3.29.0 @ pom.xml:21");
  });

  it("takes neither a build's root nor its libraries for programs", () => {
    for (const [name, folders] of [
      ["java-maven-modules", ["", "domain"]],
      ["java-gradle-modules", ["", "domain"]],
    ] as const)
      for (const folder of folders)
        expect(applicationIn(memoryWorkspace({ ...project(name) }), folder), `${name} ${folder}`).toBeUndefined();
  });

  it("reads a plain program, and a Ktor server", () => {
    const plain = detect(project("java-maven-plain"));
    expect(toldAll(plain)).toMatchObject({
      kind: "worker (assumed)",
      framework: "none (assumed)",
      runtimeVersion: "8 @ pom.xml:7",
      command: "java -cp app.jar:lib/* com.example.ticker.Ticker @ src/main/java/com/example/ticker/Ticker.java:4 (likely)",
      services: ["rabbitmq @ pom.xml:12"],
    });
    expect(toldAll(plain)).not.toHaveProperty("port");
    expect(toldAll(detect(project("java-ktor")))).toMatchObject({
      kind: "web @ build.gradle.kts:18",
      framework: "ktor @ build.gradle.kts:3",
      name: "chat-room @ settings.gradle.kts:1",
      runtimeVersion: "25 @ build.gradle.kts:14 (likely)",
      port: "8085 @ src/main/kotlin/Application.kt:7",
      lint: "gradle detekt @ build.gradle.kts:4",
      build: "gradle buildFatJar @ build.gradle.kts:1 (likely)",
      services: ["mongodb @ build.gradle.kts:19"],
    });
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ["the compiler's release", "<properties><maven.compiler.release>25</maven.compiler.release></properties>", {}, "25 @ pom.xml:8"],
    [
      "the compiler's settings",
      "<build><plugins><plugin>\n<artifactId>maven-compiler-plugin</artifactId><configuration>\n<release>17</release></configuration></plugin></plugins></build>",
      {},
      "17 @ pom.xml:10",
    ],
    ["a release that has ended", "<properties><java.version>22</java.version></properties>", {}, "25 @ pom.xml:8 (likely)"],
    ["a property that nobody sets", "<properties><java.version>${jdk}</java.version></properties>", {}, "25 (assumed)"],
    ["the file of a version manager", "", { ".java-version": "temurin-21.0.4\n" }, "21 @ .java-version:1"],
    ["SDKMAN", "", { ".sdkmanrc": "# tools\njava=17.0.12-tem\n" }, "17 @ .sdkmanrc:2"],
    ["nothing", "", {}, "25 (assumed)"],
  ])("takes the version of %s", (_, more, files, expected) => {
    expect(told(detect({ "pom.xml": boot(more), ...files }).runtimeVersion)).toBe(expected);
  });

  it("knows which Spring Boot has tools for layers, and whose probes are on", () => {
    const facts = (version: string, settings = "") =>
      detect({ "pom.xml": boot("", version), "src/main/resources/application.properties": settings }).java;
    expect(facts("2.7.18")).toMatchObject({ packaging: "fat-jar", needsProbeSetting: true });
    expect(facts("3.2.0")).toMatchObject({ packaging: "fat-jar" });
    expect(facts("3.3.0")).toMatchObject({ packaging: "layers", needsProbeSetting: true });
    expect(facts("3.5.0", "management.endpoint.health.probes.enabled=true\n")).toMatchObject({ needsProbeSetting: false });
    expect(facts("4.0.0")).toMatchObject({ packaging: "layers", needsProbeSetting: false });
  });

  it("takes the archive's name from where it is set", () => {
    const artefact = (more: string) => told(detect({ "pom.xml": boot(more) }).java?.artefact);
    expect(artefact("  <build><finalName>app</finalName></build>")).toBe("target/app.jar @ pom.xml:8");
    expect(artefact("  <build><finalName>${project.artifactId}-server</finalName></build>")).toBe("target/shop-server.jar @ pom.xml:8");
  });

  it("reads either build where a project has both", () => {
    const files = { "pom.xml": boot(""), "build.gradle": "plugins {\n  id 'org.springframework.boot' version '4.0.1'\n}\nversion = '1'\n" };
    const workspace = memoryWorkspace(files);
    expect(applicationIn(workspace, "")?.packageManager?.value).toBe("maven");
    const gradle = javaApplicationBuiltWith("gradle", "", workspace);
    expect(gradle?.java).toMatchObject({ build: "gradle", packaging: "layers", artefact: { value: "build/libs/*-*.jar" } });
    expect(told(gradle?.java?.frameworkVersion)).toBe("4.0.1 @ build.gradle:2");
  });

  it("puts a Micronaut program beside its libraries, unless a plugin puts them into it", () => {
    const micronaut = (plugins: string) =>
      detect({
        "settings.gradle": "rootProject.name = 'news'\n",
        "build.gradle": `plugins {\n  id 'io.micronaut.application' version '4.6.0'\n${plugins}}\napplication {\n  mainClass = 'com.example.News'\n}\nmicronaut {\n  runtime 'netty'\n}\n`,
      });
    expect(toldAll(micronaut(""))).toMatchObject({
      kind: "web @ build.gradle:8",
      framework: "micronaut @ build.gradle:2",
      command: "java -cp lib/* com.example.News @ build.gradle:5 (likely)",
      build: "gradle installDist @ build.gradle:1 (likely)",
    });
    expect(toldAll(micronaut("  id 'com.gradleup.shadow' version '9.2.2'\n"))).toMatchObject({
      command: "java -jar app.jar @ build.gradle:2 (likely)",
      build: "gradle shadowJar @ build.gradle:1 (likely)",
    });
  });

  it("leaves programs for telephones alone", () => {
    const files = { "build.gradle": "plugins {\n  id 'com.android.application'\n}\n" };
    expect(applicationIn(memoryWorkspace(files), "")).toBeUndefined();
  });

  it("survives what is no POM", () => {
    for (const text of ["", "<project", "<project><parent><parent></project>", "not xml at all", "<project><artifactId>x</artifactId>"])
      expect(() => applicationIn(memoryWorkspace({ "pom.xml": text }), "")).not.toThrow();
  });
});
