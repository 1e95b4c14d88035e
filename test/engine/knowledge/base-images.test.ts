import { describe, expect, it } from "vitest";
import { type BaseImage, baseImageNames, lookUpBaseImage, lookUpByVisibleTag } from "../../../server/engine/knowledge/base-images.ts";
import data from "../../../server/engine/knowledge/data/base-images.json" with { type: "json" };
import { canonicalName } from "../../../server/engine/knowledge/names.ts";

function look(reference: string): BaseImage | undefined {
  const [withoutDigest = "", digest] = reference.split("@");
  const colon = withoutDigest.lastIndexOf(":");
  const hasTag = colon > withoutDigest.lastIndexOf("/");
  return lookUpBaseImage({
    name: hasTag ? withoutDigest.slice(0, colon) : withoutDigest,
    tag: hasTag ? withoutDigest.slice(colon + 1) : undefined,
    digest,
  });
}

describe("the table of base images", () => {
  const keys = new Set(
    (
      "names kind system os distribution libc shell packages busybox tools isClosed user nonRoot users runtimes workdir entrypoint cmd port " +
      "healthPath hasHealthcheck serves servesByItself dropsPrivileges platformSetsUser slim runtimeImage runtimeTag variants " +
      "source date"
    ).split(" "),
  );

  it("holds at least sixty images, each with its proof and the day of the check", () => {
    expect(data.images.length).toBeGreaterThanOrEqual(60);
    for (const image of data.images) {
      expect(image.source, image.names[0]).toMatch(/^https:\/\/\S+$/);
      expect(image.date, image.names[0]).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
    }
  });

  it("uses known facts, known systems and patterns that compile", () => {
    for (const image of data.images as unknown as Record<string, unknown>[]) {
      for (const key of Object.keys(image)) expect(keys, JSON.stringify(image)).toContain(key);
      for (const variant of (image.variants ?? []) as Record<string, unknown>[]) {
        for (const key of Object.keys(variant)) expect([...keys, "tags", "reset"], JSON.stringify(image)).toContain(key);
        expect(() => new RegExp(variant.tags as string)).not.toThrow();
        if (variant.system) expect(Object.keys(data.systems)).toContain(variant.system);
      }
      if (image.system) expect(Object.keys(data.systems)).toContain(image.system);
      for (const key of ["user", "nonRoot"]) if (image[key]) expect(image[key]).toMatch(/^[\w-]*:\d*:\d*$/);
    }
  });

  it("names every image once, under its canonical name", () => {
    const names = data.images.flatMap((image) => image.names);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(canonicalName(name)).toBe(name);
    expect(baseImageNames).toContain("node");
    expect(baseImageNames[0]).not.toContain("/");
  });
});

describe("canonical names", () => {
  it.each([
    ["node", "node"],
    ["library/node", "node"],
    ["docker.io/library/node", "node"],
    ["docker.io/node", "node"],
    ["index.docker.io/library/node", "node"],
    ["public.ecr.aws/docker/library/node", "node"],
    ["mirror.gcr.io/library/node", "node"],
    ["arm64v8/alpine", "alpine"],
    ["public.ecr.aws/bitnami/nginx", "bitnami/nginx"],
    ["registry.redhat.io/ubi9/nodejs-22", "registry.access.redhat.com/ubi9/nodejs-22"],
    ["ghcr.io/nginx/nginx-unprivileged", "nginxinc/nginx-unprivileged"],
    ["host:5000/node", "host:5000/node"],
    ["registry.example.com/library/node", "registry.example.com/library/node"],
    ["myorg/node", "myorg/node"],
  ])("%s is %s", (name, canonical) => {
    expect(canonicalName(name)).toBe(canonical);
  });
});

describe("looking up an image", () => {
  it("tells variants apart", () => {
    const full = look("node:24");
    expect(full?.tools.get("curl")).toBe(true);
    expect(full?.shell).toBe("dash");
    expect(full?.unprivilegedUser).toEqual({ name: "node", uid: 1000, gid: 1000 });
    expect(full?.user).toEqual({ name: "root", uid: 0, gid: 0 });
    const slim = look("node:24.2-bookworm-slim");
    expect(slim?.tools.get("curl")).toBe(false);
    expect(slim?.tools.get("wget")).toBe(false);
    expect(slim?.packages).toBe("apt");
    expect(slim?.release).toBe("bookworm");
    const alpine = look("node:24-alpine3.22");
    expect(alpine).toMatchObject({ shell: "ash", packages: "apk", libc: "musl", hasBusybox: true, release: "3.22" });
    expect(alpine?.tools.get("wget")).toBe(true);
    expect(alpine?.tools.get("curl")).toBe(false);
    expect(alpine?.tools.get("bash")).toBe(false);
  });

  it("knows who runs an image", () => {
    expect(look("gcr.io/distroless/static-debian12")?.user?.uid).toBe(0);
    expect(look("gcr.io/distroless/static-debian12:nonroot")?.user).toEqual({ name: "nonroot", uid: 65532, gid: 65532 });
    expect(look("gcr.io/distroless/nodejs24-debian13:debug-nonroot")).toMatchObject({ shell: "ash", runtimes: ["node"], isClosed: false });
    expect(look("gcr.io/distroless/nodejs24-debian13")).toMatchObject({ shell: "none", packages: "none", isClosed: true });
    expect(look("cgr.dev/chainguard/node")?.user?.uid).toBe(65532);
    expect(look("nginxinc/nginx-unprivileged:1.29")?.user?.uid).toBe(101);
    expect(look("bitnami/redis:7")?.user).toEqual({ name: undefined, uid: 1001, gid: 0 });
    expect(look("bitnami/node:22")?.user?.uid).toBe(0);
    expect(look("registry.access.redhat.com/ubi9/nodejs-22:1")?.user?.uid).toBe(1001);
    expect(look("registry.access.redhat.com/ubi9/nodejs-22-minimal")?.user?.uid).toBe(1001);
    expect(look("elasticsearch:8.15.0")?.user?.uid).toBe(1000);
    expect(look("elasticsearch:7.17.0")?.user?.uid).toBe(0);
    expect(look("quay.io/jupyter/base-notebook:latest")?.user?.uid).toBe(1000);
    expect(look("public.ecr.aws/lambda/python:3.13")).toMatchObject({ user: undefined, platformSetsUser: true });
  });

  it("knows the unprivileged users, which differ by variant and version", () => {
    expect(look("php:8.4-fpm")?.unprivilegedUser?.uid).toBe(33);
    expect(look("php:8.4-fpm-alpine")?.unprivilegedUser?.uid).toBe(82);
    expect(look("postgres:18")?.unprivilegedUser?.uid).toBe(999);
    expect(look("postgres:18-alpine")?.unprivilegedUser?.uid).toBe(70);
    expect(look("ubuntu:24.04")?.unprivilegedUser?.uid).toBe(1000);
    expect(look("ubuntu:22.04")?.unprivilegedUser).toBeUndefined();
    expect(look("mcr.microsoft.com/dotnet/aspnet:10.0")?.unprivilegedUser?.uid).toBe(1654);
    expect(look("mcr.microsoft.com/dotnet/aspnet:8.0-alpine")?.unprivilegedUser?.uid).toBe(1654);
    expect(look("mcr.microsoft.com/dotnet/aspnet:6.0")?.unprivilegedUser).toBeUndefined();
    expect(look("mcr.microsoft.com/dotnet/aspnet:6.0")?.port).toBe(80);
    expect(look("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled")).toMatchObject({
      user: { name: "app", uid: 1654, gid: 1654 },
      shell: "none",
    });
    expect(look("mcr.microsoft.com/devcontainers/go:1")?.unprivilegedUser?.name).toBe("vscode");
    expect(look("mcr.microsoft.com/devcontainers/typescript-node:24")?.unprivilegedUser?.name).toBe("node");
    expect(look("debian:trixie-slim")?.users).toContainEqual({ name: "www-data", uid: 33, gid: 33 });
    expect(look("alpine:3.23")?.users).toEqual([]);
  });

  it("names an image to run what a toolchain image built", () => {
    expect(look("golang:1.27")?.runtimeImage).toBe("gcr.io/distroless/static-debian13:nonroot");
    expect(look("maven:3.9-eclipse-temurin-21")?.runtimeImage).toBe("eclipse-temurin:21-jre");
    expect(look("maven:3.9-eclipse-temurin-21-alpine")?.runtimeImage).toBe("eclipse-temurin:21-jre-alpine");
    expect(look("gradle:8-jdk17")?.runtimeImage).toBe("eclipse-temurin:17-jre");
    expect(look("maven:3")?.runtimeImage).toBeUndefined();
    expect(look("rust:1.98")?.runtimeImage).toBe("gcr.io/distroless/cc-debian13:nonroot");
    expect(look("mcr.microsoft.com/dotnet/sdk:10.0-alpine")?.runtimeImage).toBe("mcr.microsoft.com/dotnet/aspnet:10.0-alpine");
    expect(look("eclipse-temurin:21")?.runtimeImage).toBe("eclipse-temurin:21-jre");
    expect(look("eclipse-temurin:21-jdk-noble")?.runtimeImage).toBe("eclipse-temurin:21-jre-noble");
    expect(look("eclipse-temurin:21-jre")).toMatchObject({ kind: "runtime", runtimeImage: undefined });
    expect(look("node:24")?.runtimeImage).toBe("node:24-slim");
    expect(look("node:24-trixie")?.runtimeImage).toBe("node:24-trixie-slim");
    expect(look("python:3.14-trixie")?.runtimeImage).toBe("python:3.14-slim-trixie");
    expect(look("node:24-alpine")?.runtimeImage).toBeUndefined();
    expect(look("swift:6.2")?.runtimeImage).toBe("swift:6.2-slim");
    expect(look("swift:6.2-slim")).toMatchObject({ kind: "runtime", runtimeImage: undefined });
  });

  it("says nothing of images that it does not know", () => {
    for (const reference of ["host:5000/node:24", "registry.example.com/node:24", "myorg/app", "node2", "gcr.io/my-project/static"]) {
      expect(look(reference), reference).toBeUndefined();
    }
    expect(lookUpBaseImage({ name: undefined, tag: "3" })).toBeUndefined();
  });

  it("gives of Windows images what does not hang on the system", () => {
    expect(look("python:3.14-windowsservercore-ltsc2025")).toMatchObject({
      os: "windows",
      runtimes: ["python"],
      user: undefined,
      packages: undefined,
    });
  });

  it("gives of a digest alone what all variants share", () => {
    const image = look("node@sha256:aaaa");
    expect(image?.user?.uid).toBe(0);
    expect(image?.unprivilegedUser?.uid).toBe(1000);
    expect(image?.packages).toBeUndefined();
    expect(image?.shell).toBeUndefined();
    expect(image?.tools.get("curl")).toBeUndefined();
    expect(look("php@sha256:aaaa")?.unprivilegedUser).toBeUndefined();
    expect(look("gcr.io/distroless/static-debian12@sha256:aaaa")?.user).toBeUndefined();
    expect(look("node:24-alpine@sha256:aaaa")?.packages).toBe("apk");
  });

  it("reads a variant off a tag whose version is unknown", () => {
    expect(lookUpByVisibleTag("node", "-alpine")?.packages).toBe("apk");
    expect(lookUpByVisibleTag("node", "")?.packages).toBeUndefined();
    expect(lookUpByVisibleTag("node", "")?.user?.uid).toBe(0);
  });
});
