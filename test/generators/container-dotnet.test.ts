import { describe, expect, it } from "vitest";
import { combinations, expectLawful, type Files, project, textOf } from "./support.ts";

const sdk = (properties: string) => ({
  "App.csproj": `<Project Sdk="Microsoft.NET.Sdk.Web">\n<PropertyGroup>\n${properties}\n</PropertyGroup>\n</Project>\n`,
});

const projects: Readonly<Record<string, readonly [files: Files, folder: string]>> = {
  "a web project": [project("dotnet-web"), ""],
  "a worker of a solution": [project("dotnet-solution"), "src/Jobs"],
  "a program for two releases": [sdk("<TargetFrameworks>net8.0;net10.0</TargetFrameworks>"), ""],
  "a program that is compiled ahead of time": [sdk("<TargetFramework>net10.0</TargetFramework>\n<PublishAot>true</PublishAot>"), ""],
};

const dockerfileOf = (name: string, answers: Readonly<Record<string, unknown>> = {}) => {
  const [files, folder] = projects[name] ?? [{}, ""];
  const result = expectLawful("container", files, answers, { folder });
  const texts = result.files.map(({ text }) => text);
  return { text: textOf(result, folder === "" ? "Dockerfile" : `${folder}/Dockerfile`), notes: result.notes.join("\n"), texts };
};

describe("the container generator for .NET", () => {
  it.each(combinations({ name: Object.keys(projects), base: ["slim", "alpine", "distroless"], port: [8080, 5000] }))(
    "is lawful for $name on $base with port $port",
    ({ name, ...answers }) => {
      const { text } = dockerfileOf(String(name), answers);
      expect(text).toContain("ARG DOTNET_VERSION=10.0\n");
      expect(text).toMatch(answers.base === "distroless" ? /-noble-chiseled/ : /^USER \$APP_UID$/m);
    },
  );

  it("restores from the project files alone, for the processor of the target", () => {
    const { text } = dockerfileOf("a worker of a solution");
    expect(text).toContain(
      "COPY Directory.Build.props Directory.Packages.props ./\nCOPY src/Jobs/Jobs.csproj src/Jobs/\nCOPY src/Core/Core.csproj src/Core/\n" +
        "RUN --mount=type=cache,target=/root/.nuget/packages \\\n    dotnet restore src/Jobs/Jobs.csproj -a $TARGETARCH\nCOPY . .\n",
    );
    expect(text).toContain("dotnet publish src/Jobs/Jobs.csproj -c Release -a $TARGETARCH --no-restore -o /app");
    expect(text).toContain("FROM mcr.microsoft.com/dotnet/runtime:${DOTNET_VERSION}\n");
    expect(text).not.toContain("EXPOSE");
  });

  it("runs what was written for an ended release, and leaves out an SDK that the image has not", () => {
    const { text, notes, texts } = dockerfileOf("a worker of a solution");
    expect(text).toContain("ENV DOTNET_ROLL_FORWARD=Major");
    expect(text).not.toContain("global.json");
    expect(texts.join("\n")).toMatch(/^global\.json$/m);
    expect(notes).toContain(".NET 8.0 gets no more updates");
    expect(notes).toContain("SDK 8.0.404");
  });

  it("has the data of languages where the project does not do without", () => {
    expect(dockerfileOf("a web project", { base: "alpine" }).text).toContain("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false");
    expect(dockerfileOf("a web project", { base: "distroless" }).text).toContain("aspnet:${DOTNET_VERSION}-noble-chiseled-extra\n");
    expect(dockerfileOf("a worker of a solution", { base: "alpine" }).text).not.toContain("icu");
    expect(dockerfileOf("a worker of a solution", { base: "distroless" }).text).toContain("runtime:${DOTNET_VERSION}-noble-chiseled\n");
  });

  it("chooses one of several target frameworks, and starts a native program itself", () => {
    expect(dockerfileOf("a program for two releases").text).toContain("-a $TARGETARCH -f net10.0");
    const native = dockerfileOf("a program that is compiled ahead of time").text;
    expect(native).toContain("FROM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION}-noble-aot AS build");
    expect(native).toContain("FROM mcr.microsoft.com/dotnet/runtime-deps:${DOTNET_VERSION}\n");
    expect(native).toContain('ENTRYPOINT ["./App"]');
  });

  it("asks with what the image has", () => {
    expect(dockerfileOf("a web project").text).toContain("GET /healthz HTTP/1.0");
    expect(dockerfileOf("a web project", { base: "alpine" }).text).toContain('"wget", "-q"');
    const chiseled = dockerfileOf("a web project", { base: "distroless" });
    expect(chiseled.text).not.toContain("HEALTHCHECK");
    expect(chiseled.notes).toContain("no HEALTHCHECK");
  });

  it("takes another build command", () => {
    const { text } = dockerfileOf("a worker of a solution", { buildCommand: "dotnet publish -p:Edition=full -o dist", output: "dist" });
    expect(text).toContain("WORKDIR /src/src/Jobs\n");
    expect(text).toContain("dotnet publish -p:Edition=full -o dist \\\n    && mv dist /app");
  });
});
