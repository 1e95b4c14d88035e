import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/deprecated-base-image.ts";
import endOfLife from "../../../server/engine/rules/dockerfile/end-of-life-base-image.ts";
import latest from "../../../server/engine/rules/dockerfile/latest-base-image.ts";
import untagged from "../../../server/engine/rules/dockerfile/untagged-base-image.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/deprecated-base-image", () => {
  it.each([
    ["openjdk:21", "eclipse-temurin:21-jdk"],
    ["openjdk:21-jdk-slim-bookworm", "eclipse-temurin:21-jdk"],
    ["docker.io/library/java:8-jre-alpine", "eclipse-temurin:8-jre-alpine"],
    ["java:openjdk-8u111-jre", "eclipse-temurin:8-jdk"],
    ["java:7", undefined],
    ["openjdk:21-windowsservercore", undefined],
    ["openjdk", undefined],
    ["openjdk:slim", undefined],
    ["consul:1.15.4", "hashicorp/consul:1.15.4"],
    ["vault:1.13.3 AS vault", "hashicorp/vault:1.13.3 AS vault"],
    ["vault", undefined],
    ["jenkins:2.60.3", undefined],
    ["rails:5", undefined],
    ["sentry:9", undefined],
    ["k8s.gcr.io/kube-proxy:v1.25.0", "registry.k8s.io/kube-proxy:v1.25.0"],
    ["bitnamilegacy/redis:7.4", undefined],
  ])("reports %s", (image, successor) => {
    const text = `FROM ${image}\r\nUSER 1\r\n`;
    expect(run(rule, text)).toMatchObject([{ at: "1:6", fixed: successor === undefined ? [] : [text.replace(image, successor)] }]);
    expectLawfulFixes(rule, text);
  });

  it("is the only one that reports such an image", () => {
    for (const text of ["FROM openjdk\n", "FROM openjdk:latest\n", "FROM vault\n", "FROM java:latest\n"]) {
      expect([untagged, latest, endOfLife].flatMap((one) => places(one, text))).toEqual([]);
    }
    // A release that has ended has a finding of its own.
    expect(places(endOfLife, "FROM openjdk:8-jre\n")).toEqual(["1:14"]);
    expect(places(rule, "FROM openjdk:8-jre\n")).toEqual([]);
    expect(places(rule, "FROM centos:7\n")).toEqual([]);
  });

  it("changes no default that others may replace", () => {
    expect(run(rule, "ARG BASE=openjdk:21\nFROM $BASE\n")).toMatchObject([{ at: "2:6", fixed: [] }]);
  });

  it("gives a hint only for development", () => {
    expect(run(rule, "FROM openjdk:21\n", { path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    ["the successor", "FROM eclipse-temurin:21-jdk\n"],
    ["early access, which is still built", "FROM openjdk:27-ea-slim\n"],
    ["an image of that name elsewhere", "FROM example.com/openjdk:21\nFROM acme/vault:1\n"],
    ["a stage of that name", "FROM alpine:3.24 AS vault\nFROM vault\n"],
    ["a name that objects have", "FROM constructor:1\n"],
    ["an unknown value", "ARG BASE\nFROM $BASE\n"],
    ["a stage that nobody needs", "FROM vault:1.13 AS vault\nRUN a\nFROM alpine:3.24\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
