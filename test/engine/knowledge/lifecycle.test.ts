import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookUpBaseImage } from "../../../server/engine/knowledge/base-images.ts";
import data from "../../../server/engine/knowledge/data/lifecycle.json" with { type: "json" };
import {
  currentMeaningOfLatest,
  endedLifecycle,
  isEndOfLife,
  isTableFresh,
  lifecycleOf,
  lifecyclesOf,
  nearestSupported,
  nearestSupportedTag,
  recommendedTag,
  tableAgeDays,
} from "../../../server/engine/knowledge/lifecycle.ts";

const today = "2026-11-23";

function image(reference: string) {
  const colon = reference.lastIndexOf(":");
  const hasTag = colon > reference.lastIndexOf("/");
  return { name: hasTag ? reference.slice(0, colon) : reference, tag: hasTag ? reference.slice(colon + 1) : undefined };
}

describe("the table of release cycles", () => {
  it("has a source for every product and real dates", () => {
    expect(data.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const product of data.products) {
      expect(product.source, product.id).toMatch(/^https:\/\/\S+$/);
      for (const [name, cycle] of Object.entries(product.cycles as Record<string, Record<string, string>>)) {
        for (const [key, date] of Object.entries(cycle)) {
          expect(["endOfLife", "regular", "extended", "lts"], `${product.id} ${name}`).toContain(key);
          expect(new Date(date).toISOString().slice(0, 10), `${product.id} ${name}`).toBe(date);
        }
        if (cycle.regular && cycle.endOfLife) expect(cycle.regular <= cycle.endOfLife).toBe(true);
        if (cycle.extended && cycle.endOfLife) expect(cycle.extended >= cycle.endOfLife).toBe(true);
      }
      for (const pattern of ["embedded", "inName"] as const) {
        const text = (product as Record<string, unknown>)[pattern];
        if (text !== undefined) expect(() => new RegExp(text as string)).not.toThrow();
      }
    }
  });

  it("knows its age", () => {
    expect(tableAgeDays("2026-11-24")).toBe(1);
    expect(isTableFresh("2027-11-23")).toBe(true);
    expect(isTableFresh("2027-11-24")).toBe(false);
  });
});

describe("release cycles of references", () => {
  it.each([
    ["node:16", "node 16"],
    ["node:16.20.2-alpine3.18", "node 16, alpine 3.18"],
    ["node:24-slim", "node 24"],
    ["node:hydrogen-alpine", "node 18"],
    ["python:3.9.2-slim-buster", "python 3.9, debian 10"],
    ["python:3.10", "python 3.10"],
    ["python:3", "python 3.14"],
    ["python:2", "python 2.7"],
    ["php:7-fpm-alpine", "php 7.4"],
    ["golang:1.18-alpine", "go 1.18"],
    ["eclipse-temurin:17.0.8_7-jre-jammy", "temurin 17, ubuntu 22.04"],
    ["openjdk:8u292-jdk", "openjdk 8"],
    ["debian:10", "debian 10"],
    ["debian:buster-20240101-slim", "debian 10"],
    ["ubuntu:focal", "ubuntu 20.04"],
    ["ubuntu:20.04", "ubuntu 20.04"],
    ["alpine:3.18.4", "alpine 3.18"],
    ["amazonlinux:2023.5", "amazonlinux 2023"],
    ["amazonlinux:2", "amazonlinux 2"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0.404-alpine3.20", "dotnet 8.0, alpine 3.20"],
    ["docker.io/library/node:16", "node 16"],
    ["public.ecr.aws/docker/library/node:16", "node 16"],
    ["arm64v8/alpine:3.18", "alpine 3.18"],
    ["gcr.io/distroless/nodejs18-debian11", "node 18, debian 11"],
    ["gcr.io/distroless/static-debian11:nonroot", "debian 11"],
    ["registry.access.redhat.com/ubi8/nodejs-16", "rhel 8"],
    ["nvidia/cuda:11.4.0-base-ubuntu18.04", "ubuntu 18.04"],
    ["buildpack-deps:stretch", "debian 9"],
    ["centos", "centos 8"],
    ["node", ""],
    ["node:latest", ""],
    ["node:lts-alpine", ""],
    ["node:26-rc", ""],
    ["python:3.15-rc-slim", ""],
    ["host:5000/node:16", ""],
    ["myorg/app:1.0-buster", ""],
    ["gcr.io/distroless/static", ""],
  ])("%s: %s", (reference, expected) => {
    expect(
      lifecyclesOf(image(reference))
        .map(({ product, cycle }) => `${product} ${cycle}`)
        .join(", "),
    ).toBe(expected);
  });

  it("gives dates, what tells, and whether it is the system underneath", () => {
    expect(lifecycleOf(image("debian:bookworm-slim"))).toMatchObject({
      endOfLife: "2028-06-30",
      regularSupport: "2026-07-11",
      text: "bookworm",
      part: "tag",
      isSystem: false,
    });
    expect(lifecyclesOf(image("python:3.13-slim-bullseye"))[1]).toMatchObject({ title: "Debian", text: "bullseye", isSystem: true });
    expect(lifecycleOf(image("ubuntu:20.04"))?.extendedSupport).toBe("2030-04-30");
    expect(lifecycleOf({ name: undefined, tag: "3" })).toBeUndefined();
  });
});

describe("ends of life", () => {
  it.each([
    ["node:20-alpine", true],
    ["node:22", false],
    ["node:26-trixie-slim", false],
    ["node:24-slim", false],
    ["node:24-alpine3.18", true],
    ["node:24-alpine3.21", true],
    ["node:24-alpine3.22", false],
    ["node:24-bookworm", false],
    ["node:24-bullseye", true],
    ["python:3.10-slim", true],
    ["python:3.11", false],
    ["golang:1.25", true],
    ["golang:1.26", undefined],
    ["golang:1.27-alpine3.24", undefined],
    ["php:8.2-fpm", false],
    ["php:8.1-fpm", true],
    ["mcr.microsoft.com/dotnet/aspnet:8.0", true],
    ["mcr.microsoft.com/dotnet/sdk:9.0", true],
    ["mcr.microsoft.com/dotnet/sdk:10.0", false],
    ["debian:12", false],
    ["debian:11-slim", true],
    ["ubuntu:22.04", false],
    ["ubuntu:20.04", true],
    ["postgres:14", true],
    ["postgres:15", false],
    ["centos:7", true],
    ["centos", true],
    ["openjdk:11-jre-slim", true],
    ["rust:1.50", undefined],
    ["nginx:1.13-alpine", true],
    ["nginx:alpine", undefined],
    ["redis:7", undefined],
    ["mysql:5", true],
    ["host:5000/node:8", undefined],
    ["scratch", undefined],
  ])("%s: %s", (reference, expected) => {
    expect(isEndOfLife(image(reference), today)).toBe(expected);
  });

  it("ends on the day after the last one", () => {
    expect(isEndOfLife(image("php:8.2"), "2026-12-31")).toBe(false);
    expect(isEndOfLife(image("php:8.2"), "2027-01-01")).toBe(true);
  });

  it("names the part that has ended", () => {
    expect(endedLifecycle(image("node:24-bullseye-slim"), today)).toMatchObject({ product: "debian", text: "bullseye" });
    expect(endedLifecycle(image("node:16-bullseye-slim"), today)).toMatchObject({ product: "node" });
  });
});

describe("the nearest supported tag", () => {
  it.each([
    ["node:16-alpine", "24-alpine"],
    ["node:16", "24"],
    ["node:18.19.0-bookworm-slim", "24-bookworm-slim"],
    ["node:16-bullseye-slim", "24-trixie-slim"],
    ["node:24-alpine3.18", "24-alpine3.24"],
    ["node:22.3.0-buster", "22-trixie"],
    ["node:lts-buster-slim", "lts-trixie-slim"],
    ["python:3.8-slim-buster", "3.12-slim-trixie"],
    ["python:3.9.2-alpine", "3.12-alpine"],
    ["python:3.13-slim-bullseye", "3.13-slim-trixie"],
    ["python:2.7-slim", "3.12-slim"],
    ["php:7.4-apache", "8.3-apache"],
    ["php:7.4-fpm-alpine3.15", "8.3-fpm-alpine3.24"],
    ["ruby:2.7-slim-bullseye", "3.4-slim-trixie"],
    ["golang:1.18-alpine", "1.27-alpine"],
    ["debian:buster-slim", "trixie-slim"],
    ["debian:buster-20240101-slim", "trixie-slim"],
    ["debian:10.3", "13"],
    ["ubuntu:18.04", "24.04"],
    ["ubuntu:focal-20230101", "noble"],
    ["alpine:3.12.1", "3.24"],
    ["postgres:12-alpine", "16-alpine"],
    ["mysql:5.7", "8.4"],
    ["mongo:4.4", "8.0"],
    ["nginx:1.13-alpine", "1.30-alpine"],
    ["mcr.microsoft.com/dotnet/aspnet:6.0-bullseye-slim", "10.0"],
    ["mcr.microsoft.com/dotnet/sdk:8.0.404", "10.0"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", "10.0-noble-chiseled"],
    ["mcr.microsoft.com/dotnet/runtime:8.0-alpine3.18", "10.0-alpine3.24"],
    ["eclipse-temurin:16-jdk-focal", "21-jdk-noble"],
    ["amazonlinux:2", "2023"],
    ["fedora:38", "44"],
    ["node:24", undefined],
    ["node:26-alpine", undefined],
    ["redis:5-alpine", undefined],
    ["elixir:1.10-alpine", undefined],
    ["rust:1-buster", "1-trixie"],
    ["rust:1.50-buster", undefined],
    ["buildpack-deps:stretch-curl", "trixie-curl"],
    ["nvidia/cuda:11.4.0-base-ubuntu18.04", undefined],
    ["mcr.microsoft.com/dotnet/runtime:8.0-nanoserver-1809", undefined],
    ["openjdk:11-jre-slim", undefined],
    ["host:5000/node:8", undefined],
  ])("%s: %s", (reference, expected) => {
    expect(nearestSupportedTag(image(reference), today)).toBe(expected);
  });

  it("is itself supported, and asks for nothing more", () => {
    for (const reference of ["node:16-bullseye-slim", "python:3.8-slim-buster", "php:7.4-fpm-alpine3.15", "eclipse-temurin:16-jdk-focal"]) {
      const { name } = image(reference);
      const tag = nearestSupportedTag(image(reference), today);
      expect(isEndOfLife({ name, tag }, today)).not.toBe(true);
    }
  });

  it("holds for every ended cycle of every image, in every variant", () => {
    const suffixes = ["", "-slim", "-alpine", "-alpine3.18", "-slim-buster", "-bullseye-slim", "-jre-focal", "-fpm-alpine"];
    let replaced = 0;
    for (const product of data.products as unknown as {
      images: string[];
      cycles: Record<string, unknown>;
      aliases?: Record<string, string>;
    }[]) {
      for (const name of product.images) {
        for (const version of [...Object.keys(product.cycles), ...Object.keys(product.aliases ?? {})]) {
          for (const suffix of suffixes) {
            const tag = `${version}${suffix}`;
            const nearest = nearestSupported({ name, tag }, today);
            if (!nearest) continue;
            replaced++;
            expect(endedLifecycle(nearest, today), `${name}:${tag} → ${nearest.name}:${nearest.tag}`).toBeUndefined();
            expect(nearestSupported(nearest, today)).toBeUndefined();
          }
        }
      }
    }
    expect(replaced).toBeGreaterThan(500);
  });

  it("is never asked in vain, whatever stands in the tag", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          "node",
          "python",
          "debian",
          "alpine",
          "ubuntu",
          "openjdk",
          "mcr.microsoft.com/dotnet/sdk",
          "gcr.io/distroless/nodejs18",
        ),
        fc.oneof(fc.string({ maxLength: 30 }), fc.stringMatching(/^[\w.+-]{0,30}$/)),
        (name, tag) => {
          const nearest = nearestSupported({ name, tag }, today);
          if (nearest) expect(endedLifecycle(nearest, today)).toBeUndefined();
          recommendedTag({ name, tag }, today);
          lookUpBaseImage({ name, tag });
        },
      ),
    );
  });

  it("may be another image", () => {
    expect(nearestSupported(image("openjdk:11-jre-slim"), today)).toEqual({ name: "eclipse-temurin", tag: "11-jre" });
    expect(nearestSupported(image("openjdk:16-jdk-alpine"), today)).toEqual({ name: "eclipse-temurin", tag: "21-jdk-alpine" });
    expect(nearestSupported(image("centos:7"), today)).toEqual({ name: "almalinux", tag: "9" });
    expect(nearestSupported(image("gcr.io/distroless/nodejs18-debian11"), today)).toEqual({
      name: "gcr.io/distroless/nodejs24-debian13",
      tag: "nonroot",
    });
    expect(nearestSupported(image("gcr.io/distroless/static-debian11:debug"), today)).toEqual({
      name: "gcr.io/distroless/static-debian13",
      tag: "debug",
    });
    expect(nearestSupported(image("gcr.io/distroless/python3-debian11:nonroot"), today)?.name).toBe("gcr.io/distroless/python3-debian13");
  });
});

describe("the tag to pin to", () => {
  it.each([
    ["node", "26-trixie"],
    ["node:latest", "26-trixie"],
    ["node:alpine", "26-alpine"],
    ["node:lts-alpine", "26-alpine"],
    ["node:slim", "26-slim"],
    ["docker.io/library/node", "26-trixie"],
    ["python", "3.14-trixie"],
    ["python:slim", "3.14-slim"],
    ["php:fpm-alpine", "8.5-fpm-alpine"],
    ["alpine", "3.24"],
    ["ubuntu", "26.04"],
    ["debian", "trixie"],
    ["debian:stable-slim", "trixie-slim"],
    ["nginx", "1.30"],
    ["nginx:alpine", "1.30-alpine"],
    ["golang:alpine", "1.27-alpine"],
    ["postgres", "18"],
    ["host:5000/node", undefined],
    ["myorg/app", undefined],
    ["centos", undefined],
    ["rust", "1.98-trixie"],
    ["redis:alpine", "8.6-alpine"],
    ["maven", "3-eclipse-temurin-25"],
    ["node:current-foo", undefined],
  ])("%s: %s", (reference, expected) => {
    expect(recommendedTag(image(reference), today)).toBe(expected);
  });

  it("takes a name as well, and follows the calendar", () => {
    expect(recommendedTag("node", today)).toBe("26-trixie");
    expect(recommendedTag("node", "2026-10-01")).toBe("24-trixie");
  });

  it("tells what `latest` means where that is sure", () => {
    expect(currentMeaningOfLatest("node")).toBe("26");
    expect(currentMeaningOfLatest("docker.io/library/alpine")).toBe("3.24");
    expect(currentMeaningOfLatest("python")).toBeUndefined();
    expect(currentMeaningOfLatest("host:5000/node")).toBeUndefined();
  });
});
