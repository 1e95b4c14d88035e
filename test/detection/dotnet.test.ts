import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { project } from "../generators/support.ts";
import { detect, told, toldAll } from "./told.ts";

const web = (properties: string) => `<Project Sdk="Microsoft.NET.Sdk.Web">\n<PropertyGroup>\n${properties}\n</PropertyGroup>\n</Project>\n`;

describe(".NET", () => {
  it("reads a web project", () => {
    const found = detect(project("dotnet-web"));
    expect(toldAll(found)).toEqual({
      context: "",
      ecosystem: "dotnet @ Catalog.Api.csproj:1",
      kind: "web @ Catalog.Api.csproj:1",
      framework: "aspnetcore @ Catalog.Api.csproj:1",
      name: "catalog-api @ Catalog.Api.csproj:1",
      packageManager: "dotnet @ Catalog.Api.csproj:1",
      runtimeVersion: "10.0 @ Catalog.Api.csproj:3",
      command: "dotnet Catalog.Api.dll @ Catalog.Api.csproj:1",
      output: "out (assumed)",
      port: "8080 (assumed)",
      livenessPath: "/healthz @ Program.cs:5",
      readinessPath: "/healthz/ready @ Program.cs:6",
      install: "dotnet restore @ Catalog.Api.csproj:1 (likely)",
      lint: "dotnet format Catalog.Api.csproj --verify-no-changes @ Catalog.Api.csproj:1 (likely)",
      build: "dotnet publish -c Release -o out @ Catalog.Api.csproj:1 (likely)",
      migrate: "dotnet ef database update @ Catalog.Api.csproj:7 (likely)",
      services: ["postgres @ Catalog.Api.csproj:8"],
    });
    expect(found.dotnet).toMatchObject({ project: "Catalog.Api.csproj", restoreFiles: ["Catalog.Api.csproj"], isAspNet: true });
  });

  it("reads a project of a solution, with what stands above it", () => {
    const found = detect(project("dotnet-solution"), "src/Jobs");
    expect(toldAll(found)).toMatchObject({
      context: "",
      kind: "worker @ src/Jobs/Jobs.csproj:1",
      framework: "worker @ src/Jobs/Jobs.csproj:1",
      name: "shop-jobs @ src/Jobs/Jobs.csproj:3",
      runtimeVersion: "10.0 @ Directory.Build.props:3 (likely)",
      command: "dotnet Shop.Jobs.dll @ src/Jobs/Jobs.csproj:3",
      unit: "dotnet test ../../tests/Jobs.Tests/Jobs.Tests.csproj @ tests/Jobs.Tests/Jobs.Tests.csproj:1",
      integration:
        "dotnet test ../../tests/Jobs.IntegrationTests/Jobs.IntegrationTests.csproj @ tests/Jobs.IntegrationTests/Jobs.IntegrationTests.csproj:1",
      services: ["rabbitmq @ src/Jobs/Jobs.csproj:6"],
    });
    expect(found.dotnet).toMatchObject({ project: "src/Jobs/Jobs.csproj", target: "8.0", isInvariant: true });
    expect(found.dotnet?.restoreFiles).toEqual([
      "Directory.Build.props",
      "Directory.Packages.props",
      "global.json",
      "src/Jobs/Jobs.csproj",
      "src/Core/Core.csproj",
    ]);
    expect(told(found.dotnet?.sdkPin)).toBe("8.0.404 @ global.json:3");
  });

  it("takes neither libraries nor tests nor a solution's folder for programs", () => {
    const workspace = memoryWorkspace({ ...project("dotnet-solution") });
    for (const folder of ["", "src/Core", "tests/Jobs.Tests"]) expect(applicationIn(workspace, folder), folder).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ["the highest of several", "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>", "10.0 @ App.csproj:3"],
    ["the next of one that has ended", "<TargetFramework>net6.0</TargetFramework>", "10.0 @ App.csproj:3 (likely)"],
    ["the recommended one where a variable decides", "<TargetFramework>$(Net)</TargetFramework>", "10.0 (assumed)"],
  ])("takes %s", (_, properties, expected) => {
    expect(told(detect({ "App.csproj": web(properties) }).runtimeVersion)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["the newest band of its release", '{ "sdk": { "version": "10.0.100", "rollForward": "latestFeature" } }', true],
    ["any", '{ "sdk": { "version": "8.0.100", "rollForward": "latestMajor" } }', true],
    ["one band alone", '{ "sdk": { "version": "10.0.100" } }', false],
    ["another release", '{ "sdk": { "version": "9.0.100", "rollForward": "latestFeature" } }', false],
  ])("knows whether the image has the SDK where `global.json` asks for %s", (_, text, fits) => {
    const found = detect({ "App.csproj": web("<TargetFramework>net10.0</TargetFramework>"), "global.json": text });
    expect(found.dotnet?.sdkPin === undefined).toBe(fits);
  });
});
