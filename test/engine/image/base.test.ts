import { describe, expect, it } from "vitest";
import { baseImageOf } from "../../../server/engine/image/base.ts";
import { lastStage } from "./stage.ts";

describe("the base image of a stage", () => {
  it("is that of the chain's first stage", () => {
    expect(baseImageOf(lastStage("FROM node:24-alpine AS base\nFROM base AS deps\nFROM deps\n"))).toMatchObject({
      name: "node",
      packages: "apk",
    });
  });

  it("is known where ARG defaults tell", () => {
    expect(baseImageOf(lastStage("ARG TAG=24-alpine\nFROM node:$TAG\n"))?.packages).toBe("apk");
    expect(baseImageOf(lastStage("ARG IMAGE=docker.io/library/python\nFROM ${IMAGE}:3.14-slim\n"))?.name).toBe("python");
  });

  it("is known in part where only the version is not", () => {
    const image = baseImageOf(lastStage("ARG VERSION\nFROM node:${VERSION}-alpine\n"));
    expect(image).toMatchObject({ name: "node", packages: "apk" });
    const any = baseImageOf(lastStage("ARG VERSION\nFROM node:${VERSION}\n"));
    expect(any?.user?.uid).toBe(0);
    expect(any?.packages).toBeUndefined();
  });

  it("is not known for other registries, hidden names and unknown images", () => {
    for (const text of ["FROM host:5000/node:24\n", "ARG R\nFROM $R/node:24\n", "ARG I\nFROM $I\n", "FROM acme/api\n", "FROM\n"]) {
      expect(baseImageOf(lastStage(text)), text).toBeUndefined();
    }
    expect(baseImageOf(lastStage("FROM public.ecr.aws/docker/library/node:24-slim\n"))?.name).toBe("node");
    expect(baseImageOf(lastStage("ARG V\nFROM host:5000/node:$V\n"))).toBeUndefined();
  });

  it("is empty for scratch", () => {
    expect(baseImageOf(lastStage("FROM scratch\n"))).toMatchObject({ name: "scratch", shell: "none", packages: "none", user: { uid: 0 } });
  });
});
