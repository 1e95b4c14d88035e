import { describe, expect, it } from "vitest";
import { createdUsers, knownUsers, runtimeUser } from "../../../server/engine/image/user.ts";
import { lastStage } from "./stage.ts";

function user(text: string) {
  const { instruction, isNamed: _, ...rest } = runtimeUser(lastStage(text));
  return { ...rest, hasInstruction: instruction !== undefined };
}

describe("who runs the image", () => {
  it.each([
    ["FROM node:24\nUSER node\n", true],
    ["FROM node:24\nUSER node:1000\n", true],
    ["FROM acme/api\nUSER root\n", true],
    ["FROM node:24\nUSER 1000:node\n", false],
    ["FROM gcr.io/distroless/static-debian13:nonroot\n", false],
    ["FROM acme/api\nARG WHO\nUSER $WHO\n", false],
  ])("%j says so by a name: %s", (text, isNamed) => {
    expect(runtimeUser(lastStage(text)).isNamed).toBe(isNamed);
  });

  it.each([
    ["FROM node:24\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: false }],
    ["FROM scratch\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: false }],
    ["FROM gcr.io/distroless/static-debian13:nonroot\n", { name: "nonroot", uid: 65532, gid: 65532, isRoot: false, hasInstruction: false }],
    ["FROM bitnami/nginx:1.29\n", { name: undefined, uid: 1001, gid: 0, isRoot: false, hasInstruction: false }],
    ["FROM dhi.io/node:24\n", { name: "nonroot", uid: undefined, gid: undefined, isRoot: false, hasInstruction: false }],
    ["FROM acme/api:1\n", { name: undefined, uid: undefined, gid: undefined, isRoot: undefined, hasInstruction: false }],
    ["FROM node:24\nUSER node\n", { name: "node", uid: 1000, gid: 1000, isRoot: false, hasInstruction: true }],
    ["FROM node:24\nUSER 1000\n", { name: "node", uid: 1000, gid: 1000, isRoot: false, hasInstruction: true }],
    ["FROM node:24\nUSER node:node\n", { name: "node", uid: 1000, gid: 1000, isRoot: false, hasInstruction: true }],
    ["FROM node:24\nUSER node:0\n", { name: "node", uid: 1000, gid: 0, isRoot: false, hasInstruction: true }],
    ["FROM node:24\nUSER root\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: true }],
    ["FROM acme/api\nUSER root:staff\n", { name: "root", uid: 0, gid: undefined, isRoot: true, hasInstruction: true }],
    ["FROM acme/api\nUSER 0:0\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: true }],
    ["FROM acme/api\nUSER 10001:10002\n", { name: undefined, uid: 10001, gid: 10002, isRoot: false, hasInstruction: true }],
    ["FROM acme/api\nUSER app\n", { name: "app", uid: undefined, gid: undefined, isRoot: false, hasInstruction: true }],
    ["FROM acme/api\nARG WHO\nUSER $WHO\n", { name: undefined, uid: undefined, gid: undefined, isRoot: undefined, hasInstruction: true }],
    ["FROM acme/api\nARG WHO=root\nUSER $WHO\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: true }],
    ["FROM node:24\nUSER node\nUSER root\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: true }],
    ["FROM node:24\nUSER root\nRUN x\nUSER node\n", { name: "node", uid: 1000, gid: 1000, isRoot: false, hasInstruction: true }],
    ["FROM node:24 AS a\nUSER node\nFROM a\nRUN x\n", { name: "node", uid: 1000, gid: 1000, isRoot: false, hasInstruction: true }],
    ["FROM node:24 AS a\nUSER node\nFROM node:24\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: false }],
    ["FROM node:24\nONBUILD USER node\n", { name: "root", uid: 0, gid: 0, isRoot: true, hasInstruction: false }],
    [
      "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nUSER $APP_UID\n",
      { name: "app", uid: 1654, gid: 1654, isRoot: false, hasInstruction: true },
    ],
    [
      "FROM public.ecr.aws/lambda/nodejs:24\n",
      { name: undefined, uid: undefined, gid: undefined, isRoot: undefined, hasInstruction: false },
    ],
    [
      "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ContainerAdministrator\n",
      { name: undefined, uid: undefined, gid: undefined, isRoot: undefined, hasInstruction: true },
    ],
  ])("%j", (text, expected) => {
    expect(user(text)).toEqual(expected);
  });

  it("can be asked before an instruction", () => {
    const stage = lastStage("FROM node:24\nUSER node\nRUN x\nUSER root\nRUN y\n");
    expect(runtimeUser(stage, stage.instructions[1]).name).toBe("node");
    expect(runtimeUser(stage, stage.instructions[0]).name).toBe("root");
  });

  it("is found among the users that the file creates", () => {
    expect(user("FROM debian:trixie\nRUN groupadd -g 2000 app && useradd -r -u 2001 -g app app\nUSER app\n")).toMatchObject({
      uid: 2001,
      gid: 2000,
    });
    expect(user("FROM alpine:3.24\nRUN addgroup -S -g 101 app && adduser -S -D -H -u 102 -G app app\nUSER app:app\n")).toMatchObject({
      uid: 102,
      gid: 101,
    });
    expect(user("FROM debian:trixie\nRUN useradd -o -u 0 toor\nUSER toor\n")).toMatchObject({ uid: 0, isRoot: true });
  });
});

describe("the users that a file creates", () => {
  function created(text: string): string[] {
    return createdUsers(lastStage(text)).map(({ name, uid, gid }) => `${name}:${uid ?? ""}:${gid ?? ""}`);
  }

  it.each([
    ["RUN useradd app", ["app::"]],
    ["RUN useradd --uid=10001 --no-log-init app", ["app:10001:"]],
    ["RUN useradd -rmu 1001 app", ["app:1001:"]],
    ["RUN useradd -u1001 app", ["app:1001:"]],
    ["RUN useradd -m -d /home/app -s /bin/bash -u 1001 -g 0 app", ["app:1001:0"]],
    ["RUN groupadd --gid 1234 web && useradd --gid web --uid 5678 --shell /bin/false www", ["www:5678:1234"]],
    ["RUN adduser --system --no-create-home --uid 990 --group app", ["app:990:"]],
    ["RUN adduser --disabled-password --gecos '' app", ["app::"]],
    ["RUN addgroup --system --gid 1001 nodejs && adduser --system --uid 1001 --ingroup nodejs nextjs", ["nextjs:1001:1001"]],
    ["RUN addgroup -g 1001 -S nodejs \\\n  && adduser -S nextjs -u 1001 -G nodejs", ["nextjs:1001:1001"]],
    [
      'ARG UID=10001\nRUN adduser --disabled-password --home /nonexistent --shell /sbin/nologin --no-create-home --uid "${UID}" appuser',
      ["appuser:10001:"],
    ],
    ["ARG UID\nRUN useradd -u $UID app", ["app::"]],
    ["RUN useradd $NAME", []],
    ["RUN adduser app docker", []],
    ["RUN addgroup app", []],
    ["RUN useradd a && useradd b && userdel a", ["b::"]],
    ["RUN useradd -u 5 a\nRUN usermod -u 6 a", ["a:6:"]],
    ["RUN usermod -u 2000 node", ["node:2000:1000"]],
    ["RUN echo 'app:x:10001:10002:app:/:/sbin/nologin' >> /etc/passwd", ["app:10001:10002"]],
    ["RUN <<EOF\nset -e\nuseradd -u 77 app\nEOF", ["app:77:"]],
    ['RUN ["useradd", "app"]', []],
  ])("%j", (text, expected) => {
    expect(created(`FROM node:24\n${text}\n`)).toEqual(expected);
  });

  it("come along with a copied table of users", () => {
    const text =
      "FROM alpine:3.24 AS build\nRUN adduser -D -u 10001 app\nFROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\n";
    expect(created(text)).toEqual(["app:10001:"]);
    expect(user(text)).toMatchObject({ uid: 10001, isRoot: false });
  });

  it("are inherited, and join those of the base image", () => {
    const stage = lastStage("FROM node:24 AS a\nRUN useradd -u 5 app && userdel node\nFROM a\n");
    expect(knownUsers(stage).map(({ name }) => name)).toEqual(["app", "www-data"]);
  });
});
